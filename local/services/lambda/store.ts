import type { Platform } from '../../kernel/platform';
import { functionNotFound, invalidParameter } from './errors';
import { type FunctionReference, parseFunctionName } from './function-name';
import type { FunctionVersion, LambdaFunction } from './lambda-function';

/** A function with the version or alias that a caller named. */
export interface Found {
  readonly function: LambdaFunction;
  /** As given; undefined for an unqualified call. */
  readonly qualifier: string | undefined;
}

/** The functions of the account and region. */
export class FunctionStore {
  private readonly functions = new Map<string, LambdaFunction>();
  private readonly revisions;

  constructor(private readonly platform: Platform) {
    this.revisions = platform.random.stream('lambda.revision-id');
  }

  /** ms since the epoch. */
  now(): number {
    return this.platform.clock.now();
  }

  /** When an alias that is changed now takes effect, ms since the epoch. */
  aliasEffect(): number {
    return this.now() + this.platform.latencies.aliasPropagation;
  }

  newRevisionId(): string {
    return this.revisions.uuid();
  }

  arn(name: string): string {
    return `arn:aws:lambda:${this.platform.region}:${this.platform.account}:function:${name}`;
  }

  add(created: LambdaFunction): void {
    this.functions.set(created.name, created);
  }

  remove(name: string): void {
    this.functions.delete(name);
  }

  has(name: string): boolean {
    return this.functions.has(name);
  }

  /** Whether invocations can still reach this version. */
  serves(owner: LambdaFunction, version: FunctionVersion): boolean {
    return (
      this.functions.get(owner.name) === owner &&
      (owner.serving === version || owner.versions.get(version.version) === version)
    );
  }

  /** All functions, by name. */
  all(): LambdaFunction[] {
    return [...this.functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What a caller named, whether it exists or not. */
  reference(text: string, qualifier?: string): FunctionReference {
    return parseFunctionName(text, qualifier, this.platform);
  }

  /** @param otherwise the qualifier that the error for a missing function shows when the caller gave none */
  find(text: string, qualifier?: string, otherwise?: string): Found {
    const reference = this.reference(text, qualifier);
    const found = this.functions.get(reference.name);
    if (found === undefined) {
      const shown = reference.qualifier ?? otherwise;
      throw functionNotFound(`${this.arn(reference.name)}${shown === undefined ? '' : `:${shown}`}`);
    }
    return { function: found, qualifier: reference.qualifier };
  }

  /** For operations on a function as a whole. */
  findUnqualified(text: string): LambdaFunction {
    const found = this.find(text);
    if (found.qualifier !== undefined && found.qualifier !== '$LATEST') {
      throw invalidParameter(`This operation takes a function name without a qualifier: ${text}`);
    }
    return found.function;
  }
}

/** The version behind a qualifier; an alias stands for its primary version. */
export function versionOf({ function: owner, qualifier }: Found): FunctionVersion {
  if (qualifier === undefined || qualifier === '$LATEST') return owner.latest;
  const number = owner.aliases.get(qualifier)?.functionVersion ?? qualifier;
  if (number === '$LATEST') return owner.latest;
  const version = owner.versions.get(number);
  if (version === undefined) throw functionNotFound(`${owner.arn}:${qualifier}`);
  return version;
}
