import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IncidentRecord, TimelineEntry } from '../../../cli/records';
import { HEALER_ENVIRONMENT } from '../../../functions/contract';
import type { Policy } from '../../../functions/policy';
import type { Cloud, CloudOptions } from '../../../local/cloud';
import type { Template } from '../../../local/cloudformation/template';
import type { Traffic } from '../../../local/traffic';
import { Operator } from '../../chaos/operator';
import { runHeal } from '../../support/operator';
import { changePolicy, deployFleet } from './fleet';
import type { Notification } from './inbox';
import type { ProtectedService } from './protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './synthesize-assemblies';

/** Sooner than by default, so that scenarios need less traffic. */
const ATTEST = { minRequests: 20, minSeconds: 60 };

/** A target on a cloud that it shares with others, each with a trouble of its own. */
export class Part {
  private readonly operator: Operator;
  private users: Traffic | undefined;

  constructor(readonly service: ProtectedService) {
    this.operator = new Operator(service);
  }

  /** From now on so many requests a second, instead of those before. */
  traffic(perSecond: number): Traffic {
    this.users?.stop();
    this.users = this.service.traffic(perSecond);
    return this.users;
  }

  quiet(): void {
    this.users?.stop();
  }

  /** Publishes a version with these variables and nothing else injected, and gives it all of the traffic. */
  release(variables: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.act(() => this.operator.release(variables));
  }

  publish(variables: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.act(() => this.operator.publish(variables));
  }

  /** Puts work on $LATEST that nobody has released. */
  configureLatest(variables: Readonly<Record<string, string>>): Promise<void> {
    return this.act(() => this.operator.configureLatest(variables));
  }

  /** Shares the traffic between two versions, or gives all of it to one. */
  point(version: string, added?: { readonly version: string; readonly weight: number }): Promise<void> {
    return this.act(() => this.operator.point(version, added));
  }

  ring(signal: string): Promise<void> {
    return this.act(() => this.operator.ring(`dev-${this.service.targetId}-${signal}`));
  }

  policy(changes: Partial<Policy>): Promise<void> {
    return this.act(() => changePolicy(this.service, changes));
  }

  /** As if its faults were its own, and not injected: the healer does not know what to look for. */
  hideFaults(): Promise<void> {
    return this.policy({ faultVariables: {} });
  }

  /** The command `heal <words>` for this target, which has to succeed. */
  async heal(command: string, ...words: readonly string[]): Promise<void> {
    const { service } = this;
    const run = await this.act(() =>
      runHeal(service.cloud, [command, service.targetId, ...words, '--env', 'dev', '--reason', 'scenario']),
    );
    if (run.exitCode !== 0) throw new Error(`heal ${command} ${words.join(' ')}: ${run.complained}`);
  }

  /** The ledger says that an earlier incident has rolled away from this version. */
  async quarantine(version: string): Promise<void> {
    const { dynamodb, targetId, clock } = this.service;
    await dynamodb.send(
      new PutItemCommand({
        TableName: this.service.output('TableName'),
        Item: {
          pk: { S: `TARGET#${targetId}` },
          sk: { S: `VERSION#${version}` },
          version: { S: version },
          state: { S: 'Quarantined' },
          quarantinedAt: { S: new Date(clock.now()).toISOString() },
          incidentId: { S: 'earlier' },
        },
      }),
    );
  }

  /** Makes the function crash, whatever its version, until it is called off: what all versions depend on is down. */
  outage(): () => void {
    const { cloud } = this.service;
    const id = cloud.faults.add({ kind: 'crash', function: this.service.output('FunctionName'), at: 'beforeHandler' });
    return () => cloud.faults.remove(id);
  }

  /** The newest incident that was worked on; what only joined another, or was an echo, has a record too. */
  async incident(): Promise<IncidentRecord> {
    const [latest] = (await this.service.incidents()).filter(({ status }) => status !== 'stoodDown');
    if (latest === undefined) throw new Error(`${this.service.targetId} has had no incident`);
    return latest;
  }

  /** Lets time go on until this is so, ten minutes at most. */
  async until(holds: () => Promise<boolean>, everySeconds = 1): Promise<void> {
    const { cloud, clock } = this.service;
    const deadline = clock.now() + 600_000;
    const found = await cloud.waitFor(everySeconds, deadline, async () => ((await holds()) ? true : undefined));
    if (found === undefined) throw new Error('What was waited for has not come within ten minutes');
  }

  /** Until the healer has worked on an incident, and found that there is nothing to do any more. */
  untilStoodDown(): Promise<void> {
    return this.until(async () => {
      const incidents = await this.service.incidents();
      const decided = incidents.some((incident) => textsOf(incident, 'decision').length > 0);
      return decided && incidents.every(({ status }) => status === 'stoodDown');
    }, 10);
  }

  private act<T>(work: () => Promise<T>): Promise<T> {
    return this.service.clock.drive(this.service.targetId, work);
  }
}

/** The targets of one healer, by the part that each of them plays. */
export interface Cast<Name extends string> {
  readonly cloud: Cloud;
  readonly parts: Readonly<Record<Name, Part>>;
  readonly close: () => Promise<void>;
}

/** Targets of one healer whose storm brake is off: they fail together, and each for a reason of its own. */
export async function castFleet<Name extends string>(
  names: readonly Name[],
  options: Partial<CloudOptions> = {},
): Promise<Cast<Name>> {
  const assembly = join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET);
  const { cloud, services, close } = await deployFleet(assembly, names.length, {
    mutateTemplate: withoutBrake,
    ...options,
  });
  const entries = services.map((service, index) => [names[index], new Part(service)] as const);
  await Promise.all(entries.map(([, part]) => part.policy({ attest: ATTEST })));
  return { cloud, parts: Object.fromEntries(entries) as Record<Name, Part>, close };
}

/** Lets the ledger call a version of these targets Healthy, all at the same time, on as little traffic as that needs. */
export async function bake(parts: readonly Part[], version = '1'): Promise<void> {
  for (const part of parts) part.traffic(0.5);
  for (const { service } of parts) await service.untilHealthy(version);
}

/** Lets time go on until an incident of each of these targets is closed, or has been escalated; then it gets no more traffic. */
export async function untilAllClosed(parts: readonly Part[], minutes = 15): Promise<void> {
  for (const part of parts) {
    await part.service.untilClosed(minutes);
    part.quiet();
  }
}

export const textsOf = ({ timeline }: IncidentRecord, what: TimelineEntry['what']): string[] =>
  timeline.filter((entry) => entry.what === what).map(({ text }) => text);

export const kindsOf = (notifications: readonly Notification[]): (string | undefined)[] =>
  notifications.map(({ attributes }) => attributes.kind);

/** As the context `stormShare=0` makes it. */
function withoutBrake(template: Template): Template {
  const name = HEALER_ENVIRONMENT.stormShare;
  const text = JSON.stringify(template).replace(new RegExp(`"${name}":"[^"]*"`), `"${name}":"0"`);
  return JSON.parse(text) as Template;
}
