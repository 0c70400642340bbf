import { MOST_KEYS } from '../../../../functions/remediate/adapters/batch-get';
import type {
  AlarmState,
  Change,
  FunctionState,
  Item,
  Key,
  LambdaPort,
  Notification,
  Ports,
  ProbeAnswer,
  Served,
  Table,
  TargetFunction,
  TrafficPort,
} from '../../../../functions/remediate/ports';
import { FUNCTION, POLICY } from './policy';

/** A table in memory that keeps the promises of the port. */
export class FakeTable implements Table {
  readonly items = new Map<string, Record<string, unknown>>();
  broken: Error | undefined;

  async get(key: Key) {
    this.check();
    return structuredClone(this.items.get(id(key))) as Item | undefined;
  }

  async getAll(keys: readonly Key[]) {
    this.check();
    if (keys.length > MOST_KEYS) throw new Error(`${keys.length} keys`);
    if (new Set(keys.map(id)).size < keys.length) throw named('ValidationException', 'duplicates');
    return structuredClone(keys.map((key) => this.items.get(id(key)))) as (Item | undefined)[];
  }

  async query(pk: string, prefix: string) {
    this.check();
    const found = [...this.items.values()].filter((item) => item.pk === pk && String(item.sk).startsWith(prefix));
    return structuredClone(found.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))) as Item[];
  }

  async insert(item: Item) {
    this.check();
    if (this.items.has(id(item))) return false;
    this.items.set(id(item), withoutUndefined(structuredClone(item)));
    return true;
  }

  async update(key: Key, { set = {}, add = {}, append = {}, where = {} }: Change) {
    this.check();
    const before = this.items.get(id(key)) ?? { ...key };
    if (Object.entries(where).some(([name, wanted]) => before[name] !== wanted)) return false;
    const after = { ...before, ...structuredClone(set) } as Record<string, unknown>;
    for (const [name, by] of Object.entries(add)) after[name] = Number(before[name] ?? 0) + by;
    for (const [name, more] of Object.entries(append)) {
      after[name] = [...((before[name] as unknown[] | undefined) ?? []), ...structuredClone(more)];
    }
    this.items.set(id(key), withoutUndefined(after));
    return true;
  }

  async remove(key: Key, where: NonNullable<Change['where']>) {
    this.check();
    const before = this.items.get(id(key)) ?? {};
    if (Object.entries(where).some(([name, wanted]) => before[name] !== wanted)) return false;
    this.items.delete(id(key));
    return true;
  }

  private check() {
    if (this.broken) throw this.broken;
  }
}

const id = ({ pk, sk }: Key) => `${pk} ${sk}`;

const withoutUndefined = (item: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

export const named = (name: string, message = name): Error => Object.assign(new Error(message), { name });

/** One function with one alias, with Lambda's rules about revisions, updates and publications. */
export class FakeLambda implements LambdaPort {
  private revision = 0;
  /** Lambda never gives a version's number again. */
  private lastVersion = 0;
  latest: FunctionState;
  published: FunctionState[] = [];
  live: { version: string; weights: Record<string, number>; revisionId: string } | undefined;
  readonly calls: string[] = [];
  /** How many reads of $LATEST an update stays in progress for. */
  updateTakesReads = 0;
  /** Versions that other aliases of the function name. */
  elsewhere: string[] = [];
  /** Runs once before the next call of this name. */
  readonly before = new Map<string, () => void>();

  constructor(variables: Record<string, string> = {}) {
    this.latest = this.state('$LATEST', variables, 'code-1');
  }

  /** Releases $LATEST with these variables and code, as a deployment would. */
  deploy(variables: Record<string, string>, code = 'code-1'): string {
    this.latest = this.state('$LATEST', variables, code);
    const { version } = this.publishNow();
    this.live = { version, weights: {}, revisionId: this.next() };
    return version;
  }

  async alias() {
    this.note('alias');
    return structuredClone(this.live);
  }

  async configuration(_target: TargetFunction, qualifier: string) {
    this.note('configuration');
    if (qualifier !== '$LATEST') return structuredClone(this.published.find(({ version }) => version === qualifier));
    if (this.latest.updateStatus === 'InProgress' && this.updateTakesReads-- <= 0) {
      this.latest = { ...this.latest, updateStatus: 'Successful', revisionId: this.next() };
    }
    return structuredClone(this.latest);
  }

  async versions() {
    return structuredClone(this.published);
  }

  async replaceVariables(_target: TargetFunction, variables: Readonly<Record<string, string>>, revisionId: string) {
    this.note('replaceVariables');
    this.checkRevision(this.latest.revisionId, revisionId);
    this.latest = { ...this.latest, variables: { ...variables }, updateStatus: 'InProgress', revisionId: this.next() };
  }

  async publish(_target: TargetFunction, guard: { codeSha256: string; revisionId: string }) {
    this.note('publish');
    if (this.latest.updateStatus === 'InProgress') throw named('ResourceConflictException');
    this.checkRevision(this.latest.revisionId, guard.revisionId);
    return structuredClone(this.publishNow());
  }

  async moveAlias(_target: TargetFunction, version: string, revisionId: string) {
    this.note('moveAlias');
    this.checkRevision(this.live?.revisionId, revisionId);
    this.live = { version, weights: {}, revisionId: this.next() };
  }

  async aliasedVersions() {
    const { version, weights } = this.live ?? { weights: {} };
    return new Set([...(version === undefined ? [] : [version]), ...Object.keys(weights), ...this.elsewhere]);
  }

  async deleteVersion(_target: TargetFunction, version: string) {
    this.note('deleteVersion');
    if ((await this.aliasedVersions()).has(version)) throw named('ResourceConflictException');
    this.published = this.published.filter((one) => one.version !== version);
  }

  /** The fault that the live version serves with. */
  get liveVariables() {
    return this.published.find(({ version }) => version === this.live?.version)?.variables ?? {};
  }

  private publishNow(): FunctionState {
    const last = this.published.at(-1);
    const same = (state: FunctionState) => JSON.stringify([state.codeSha256, state.variables, state.settings]);
    if (last && same(last) === same(this.latest)) return last;
    this.lastVersion += 1;
    const version = { ...this.latest, version: String(this.lastVersion), revisionId: this.next() };
    this.published.push(version);
    this.latest = { ...this.latest, revisionId: this.next() };
    return version;
  }

  private state(version: string, variables: Record<string, string>, codeSha256: string): FunctionState {
    return {
      version,
      codeSha256,
      revisionId: this.next(),
      variables,
      updateStatus: 'Successful',
      pending: false,
      settings: { MemorySize: 128 },
    };
  }

  private note(call: string) {
    this.calls.push(call);
    const hook = this.before.get(call);
    this.before.delete(call);
    hook?.();
  }

  private checkRevision(current: string | undefined, given: string) {
    if (current !== given) throw named('PreconditionFailedException');
  }

  private next(): string {
    this.revision += 1;
    return `revision-${this.revision}`;
  }
}

/** All ports, with time that only sleeping moves. */
export function fakePorts(lambda = new FakeLambda()) {
  const answerOf = (version: string | undefined, variables: Readonly<Record<string, string>>): ProbeAnswer => ({
    kind: 'answer',
    ok: (variables.FAILURE_RATE ?? '0') === '0',
    version,
    latencyMs: 20,
    coldStart: false,
  });
  const world = {
    now: Date.parse('2026-03-14T09:30:00.000Z'),
    alarms: POLICY.signals.map(
      (name): AlarmState => ({
        name,
        arn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
        kind: name.endsWith('throttles') ? 'throttles' : 'faults',
        state: 'OK',
        actionsEnabled: true,
        comparison: 'GreaterThanThreshold',
        periodSeconds: name.endsWith('faults') ? 10 : 60,
        evaluationPeriods: 3,
        stateAt: Date.parse('2026-03-14T09:00:00.000Z'),
        reason: 'Threshold not crossed',
        reasonData: undefined,
      }),
    ),
    /** Since when the alarms that ring are in ALARM; their newest breaching data began 10 s before. */
    ringingSince: Date.parse('2026-03-14T09:28:00.000Z'),
    executions: new Map<string, { running: boolean; stoppedAt: number | undefined }>(),
    /** Inputs of the heals that were started, by name. */
    started: new Map<string, unknown>(),
    /** What any version has served, and what single ones have. */
    served: { requests: 0, errors: 0, p95Ms: null } as Served,
    servedBy: new Map<string, Served>(),
    trafficQueries: 0,
    trafficAsked: [] as Parameters<TrafficPort['served']>[0][],
    stacks: new Map<string, string>(),
    notifications: [] as Notification[],
    notifyFails: undefined as Error | undefined,
    counted: [] as string[],
    logged: [] as string[],
    policies: new Map([[POLICY.targetId, POLICY]]),
    answer: (): ProbeAnswer => answerOf(lambda.live?.version, lambda.liveVariables),
    /** What a version answers when it is invoked directly. */
    preflight: (version: string): ProbeAnswer =>
      answerOf(version, lambda.published.find((one) => one.version === version)?.variables ?? {}),
    /** Versions that were invoked directly, in order. */
    preflighted: [] as string[],
    ring(...names: string[]) {
      world.alarms = world.alarms.map((alarm) => ({ ...alarm, state: names.includes(alarm.name) ? 'ALARM' : 'OK' }));
    },
  };
  const sinceItRings = (alarm: AlarmState): AlarmState =>
    alarm.state !== 'ALARM'
      ? alarm
      : {
          ...alarm,
          stateAt: world.ringingSince,
          reason: 'Threshold Crossed',
          reasonData: alarm.reasonData ?? reasonData(world.ringingSince - 10_000),
        };
  const table = new FakeTable();
  const ports: Ports = {
    table,
    lambda,
    alarms: {
      describe: async ({ signals }) => world.alarms.filter(({ name }) => signals.includes(name)).map(sinceItRings),
    },
    stacks: { status: async (_target, stackName) => world.stacks.get(stackName) ?? null },
    executions: {
      find: async (executionArn) => world.executions.get(executionArn),
      start: async (name, input) => {
        if (!world.started.has(name)) world.started.set(name, input);
      },
    },
    traffic: {
      served: async (query) => {
        world.trafficQueries += 1;
        world.trafficAsked.push(query);
        return world.servedBy.get(query.version) ?? world.served;
      },
    },
    policies: {
      list: async () => [...world.policies.keys()].map((targetId) => ({ targetId, revision: '1' })),
      all: async () => [...world.policies.values()],
      find: async (targetId) => {
        const policy = world.policies.get(targetId);
        if (policy === undefined) throw named('UnknownTarget', `No policy for ${targetId}.`);
        return policy;
      },
    },
    prober: async () => world.answer(),
    preflight: async (_target, version) => {
      world.preflighted.push(version);
      return world.preflight(version);
    },
    notify: async (notification) => {
      if (world.notifyFails) throw world.notifyFails;
      world.notifications.push(notification);
    },
    clock: {
      now: () => world.now,
      sleep: async (milliseconds) => {
        world.now += milliseconds;
      },
    },
    log: { info: (message) => void world.logged.push(message), error: (message) => void world.logged.push(message) },
    count: (metric, value = 1) => void world.counted.push(`${metric} ${value}`),
  };
  return { world, ports, table, lambda };
}

const reasonData = (at: number): string =>
  JSON.stringify({ threshold: 0.1, evaluatedDatapoints: [{ timestamp: new Date(at).toISOString(), value: 1 }] });

export { FUNCTION };
