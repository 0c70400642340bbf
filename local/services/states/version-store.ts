import type { StateMachine } from './state-machine';

/** A published version: the machine as it was. */
export interface Version {
  /** `<machine's ARN>:<number>`. */
  readonly arn: string;
  readonly description: string | undefined;
  readonly machine: StateMachine;
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** A name for one version, or for two that share the executions. */
export interface Alias {
  /** `<machine's ARN>:<name>`. */
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly routing: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Route {
  readonly versionArn: string;
  /** Percent of the executions. */
  readonly weight: number;
}

interface Published {
  /** Oldest first. */
  versions: Version[];
  aliases: Alias[];
  /** Numbers are not used again. */
  lastNumber: number;
}

/** Versions and aliases, by the ARN of their machine; they go with it. */
export class VersionStore {
  private readonly published = new Map<string, Published>();

  /** Oldest first. */
  versionsOf(machineArn: string): readonly Version[] {
    return this.published.get(machineArn)?.versions ?? [];
  }

  /** Oldest first. */
  aliasesOf(machineArn: string): readonly Alias[] {
    return this.published.get(machineArn)?.aliases ?? [];
  }

  findVersion(arn: string): Version | undefined {
    return this.versionsOf(machineOf(arn)).find((version) => version.arn === arn);
  }

  findAlias(arn: string): Alias | undefined {
    return this.aliasesOf(machineOf(arn)).find((alias) => alias.arn === arn);
  }

  addVersion(machine: StateMachine, description: string | undefined, createdAt: number): Version {
    const published = this.of(machine.arn);
    published.lastNumber += 1;
    const version = { arn: `${machine.arn}:${published.lastNumber}`, description, machine, createdAt };
    published.versions.push(version);
    return version;
  }

  removeVersion(arn: string): void {
    const published = this.of(machineOf(arn));
    published.versions = published.versions.filter((version) => version.arn !== arn);
  }

  /** Takes the place of the alias of the same ARN. */
  putAlias(alias: Alias): void {
    const published = this.of(machineOf(alias.arn));
    const place = published.aliases.findIndex(({ arn }) => arn === alias.arn);
    if (place < 0) published.aliases.push(alias);
    else published.aliases[place] = alias;
  }

  removeAlias(arn: string): void {
    const published = this.of(machineOf(arn));
    published.aliases = published.aliases.filter((alias) => alias.arn !== arn);
  }

  removeAllOf(machineArn: string): void {
    this.published.delete(machineArn);
  }

  private of(machineArn: string): Published {
    const published = this.published.get(machineArn) ?? { versions: [], aliases: [], lastNumber: 0 };
    this.published.set(machineArn, published);
    return published;
  }
}

/** The machine's ARN out of that of a version or an alias of it. */
export function machineOf(qualifiedArn: string): string {
  return qualifiedArn.split(':').slice(0, 7).join(':');
}

/** True when there is more behind the machine's name. */
export function isQualified(arn: string): boolean {
  return arn.split(':').length > 7;
}
