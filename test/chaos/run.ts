import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { IncidentRecord } from '../../cli/records';
import type { Cloud } from '../../local/cloud';
import type { Fault } from '../../local/faults/fault';
import { SeededRandom } from '../../local/kernel/random';
import { changePolicy, makeFleet } from '../scenarios/support/fleet';
import type { Notification } from '../scenarios/support/inbox';
import type { ProtectedService } from '../scenarios/support/protected-service';
import { type Observed, violations } from './judgement';
import { Moves } from './moves';
import { Operator } from './operator';
import type { Episode } from './plan';
import { playScript } from './script';
import { type Played, tellStory } from './story';

export interface ChaosOptions {
  readonly seed: number;
  readonly targets: number;
  /** Incidents to come about, over all targets; the last episodes may bring some more. */
  readonly incidents: number;
  /** Whether the cloud itself throttles, loses, duplicates and crashes. */
  readonly hostile: boolean;
  /** Told now and then: incidents so far, and AWS time that has passed in seconds. */
  readonly progress?: (done: number, simulatedSeconds: number) => void;
}

export interface ChaosResult {
  readonly incidents: readonly IncidentRecord[];
  /** Each in a sentence; none when all is well. */
  readonly violations: readonly string[];
  /** Of each target that one of them is about. */
  readonly stories: readonly string[];
  /** AWS time that has passed. Seconds. */
  readonly simulatedSeconds: number;
}

/**
 * Enough episodes to an hour that the budgets would stop them all; what the budgets do, their own tests tell. Attestation
 * in a minute, so that there is time for trouble.
 */
const POLICY = {
  budget: { attemptsPerIncident: 2, healsPerHour: 60, cooldownSeconds: 120 },
  attest: { minRequests: 30, minSeconds: 60 },
  keepHealthy: 3,
};

/** The healer's own functions and its table, the control plane and the events: a bad day at the cloud's. */
const HOSTILITY: readonly Fault[] = [
  { kind: 'throttle', service: 'lambda', operation: '*', principal: '-healer-', probability: 0.03 },
  { kind: 'serverError', service: 'lambda', operation: 'UpdateAlias', when: 'after', probability: 0.1 },
  { kind: 'throttle', service: 'dynamodb', operation: '*', principal: '-healer-', probability: 0.01 },
  { kind: 'serverError', service: 'dynamodb', operation: 'UpdateItem', when: 'after', probability: 0.01 },
  { kind: 'throttle', service: 'cloudwatch', operation: '*', principal: '-healer-', probability: 0.02 },
  { kind: 'serverError', service: 'sns', operation: 'Publish', probability: 0.05 },
  { kind: 'lose', source: 'aws.cloudwatch', probability: 0.1 },
  { kind: 'duplicate', source: 'aws.cloudwatch', milliseconds: [0, 60_000], probability: 0.1 },
  { kind: 'delay', source: 'aws.cloudwatch', milliseconds: [1_000, 120_000], probability: 0.1 },
  { kind: 'crash', function: '-healer-', at: 'beforeHandler', probability: 0.01 },
  { kind: 'crash', function: '-healer-', at: { afterCall: { service: '*', operation: '*' } }, probability: 0.01 },
  { kind: 'crash', function: '-healer-', at: 'afterHandler', probability: 0.01 },
];

/** In which the slowest alarm and the longest wait come to their end. */
const AFTERMATH = 1_800_000;

/** Plays random incidents on a fleet of real stacks, and judges what has come of them. The same seed plays the same. */
export async function runChaos({ seed, targets, incidents, hostile, progress }: ChaosOptions): Promise<ChaosResult> {
  const moves: Moves = new Moves(
    () => cloud.clock.now(),
    (FunctionName, Name) => lambda.send(new GetAliasCommand({ FunctionName, Name })),
    async (FunctionName, Qualifier) => {
      try {
        const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
        return found.Environment?.Variables ?? {};
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
  );
  const { cloud, services, close } = await makeFleet(targets, { seed, observe: moves.passage }, { stormShare: '0' });
  const lambda = cloud.client(LambdaClient);
  try {
    const clock = cloud.virtualClock();
    const started = clock.now();
    const chance = new SeededRandom(seed);
    const outages = new Map<string, { from: number; to: number }[]>(services.map(({ targetId }) => [targetId, []]));
    const told = new Map<string, Notification[]>();
    const played = new Map<string, Played[]>(services.map(({ targetId }) => [targetId, []]));
    const casts = services.map((service) => ({
      service,
      operator: new Operator(service),
      traffic: service.traffic(1),
      random: chance.stream(service.targetId),
    }));
    for (const { service } of casts) await clock.drive('policy', () => changePolicy(service, POLICY));
    for (const { service } of casts) await service.untilHealthy('1');
    if (hostile) for (const fault of HOSTILITY) cloud.faults.add(fault);

    let running = services.length;
    let failure: unknown;
    const counted = new Map<string, number>();
    const enough = async (service: ProtectedService): Promise<boolean> => {
      counted.set(service.targetId, (await realIncidents(service)).length);
      const done = [...counted.values()].reduce((sum, count) => sum + count, 0);
      progress?.(done, (clock.now() - started) / 1000);
      return done >= incidents;
    };
    for (const { service, operator, traffic, random } of casts) {
      const script = {
        service,
        operator,
        random,
        recent: () => traffic.since(clock.now() - 30_000),
        begins: (episode: Episode) => played.get(service.targetId)?.push({ at: clock.now(), episode }),
        enough: () => enough(service),
        outage: () => beginOutage(cloud, service, outages.get(service.targetId) ?? []),
      };
      clock.at(clock.now(), `script ${service.targetId}`, async () => {
        try {
          await playScript(script);
          running -= 1;
        } catch (error) {
          failure = error;
        }
      });
    }
    await clock.runUntil(() => running === 0 || failure !== undefined, Number.POSITIVE_INFINITY);
    if (failure !== undefined) throw failure;
    cloud.faults.clear();
    await clock.advanceBy(AFTERMATH);

    const found: IncidentRecord[] = [];
    const wrong: string[] = [];
    const stories: string[] = [];
    for (const { service } of casts) {
      told.set(service.targetId, await service.notifications());
      const observed = await observe(
        service,
        moves,
        outages.get(service.targetId) ?? [],
        told.get(service.targetId) ?? [],
      );
      found.push(...observed.incidents.filter(isReal));
      const broken = violations(observed);
      wrong.push(...broken);
      if (broken.length > 0) stories.push(tellStory(observed, played.get(service.targetId) ?? []));
    }
    return { incidents: found, violations: wrong, stories, simulatedSeconds: (clock.now() - started) / 1000 };
  } finally {
    await close();
  }
}

/** One that was worked on; an alarm that only joined another or was an echo has a record too. */
const isReal = ({ status }: IncidentRecord): boolean => status !== 'stoodDown';

const realIncidents = async (service: ProtectedService): Promise<IncidentRecord[]> =>
  (await service.incidents()).filter(isReal);

function beginOutage(cloud: Cloud, service: ProtectedService, record: { from: number; to: number }[]): () => void {
  const outage = { from: cloud.clock.now(), to: Number.POSITIVE_INFINITY };
  record.push(outage);
  const id = cloud.faults.add({ kind: 'crash', function: service.output('FunctionName'), at: 'beforeHandler' });
  return () => {
    outage.to = cloud.clock.now();
    cloud.faults.remove(id);
  };
}

async function observe(
  service: ProtectedService,
  moves: Moves,
  outages: Observed['outages'],
  notifications: readonly Notification[],
): Promise<Observed> {
  const functionName = service.output('FunctionName');
  const versions = new Map<string, Readonly<Record<string, string>>>();
  let Marker: string | undefined;
  do {
    const page = await service.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: functionName, ...(Marker === undefined ? {} : { Marker }) }),
    );
    for (const { Version = '', Environment } of page.Versions ?? [])
      versions.set(Version, Environment?.Variables ?? {});
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  const alias = await service.alias();
  const ledger = new Map<string, string>();
  for (const version of versions.keys()) ledger.set(version, (await service.ledger(version)) ?? 'unknown');
  return {
    targetId: service.targetId,
    moves: moves.all.filter((move) => move.functionName.includes(functionName)),
    versions,
    outages,
    incidents: await service.incidents(),
    notifications,
    liveVersions: [alias.FunctionVersion ?? '', ...Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {})],
    ledger,
    finalStatus: (await service.get()).status,
    alarms: await service.alarmStates(),
    lease: await service.lease(),
  };
}
