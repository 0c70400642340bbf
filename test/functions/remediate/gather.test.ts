import type { Policy } from '../../../functions/policy';
import { describeEvidence } from '../../../functions/remediate/describe-evidence';
import { gather } from '../../../functions/remediate/gather';
import type { Incident } from '../../../functions/remediate/incident';
import { makeHandler as listTargets } from '../../../functions/remediate/list-targets';
import { FakeLambda, fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

const MINUTE = 60_000;
const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
const BY_VERSION = { namespace: 'Own', metricName: 'Fault', dimensions: {}, versionDimension: 'Version' };
const BY_ALIAS = { namespace: 'Own', metricName: 'Fault', dimensions: {} };

/** Version 2 is live after version 1. */
function scene(changes: Partial<Policy> = {}) {
  const lambda = new FakeLambda();
  lambda.deploy({ FAILURE_RATE: '0' });
  lambda.deploy({ FAILURE_RATE: '1' });
  const fakes = fakePorts(lambda);
  const incident: Incident = {
    targetId: 'orders',
    incidentId: 'this',
    status: 'open',
    reason: '',
    openedAt: '2026-03-14T09:29:30.000Z',
    attempts: 0,
    tried: [],
    signals: ['orders-faults'],
    executionArn: 'arn:one',
    timeline: [],
  };
  return {
    ...fakes,
    look: (about: Partial<Incident> = {}) =>
      gather(fakes.ports, { ...POLICY, ...changes }, { ...incident, ...about }, 0),
    lease: (fields: object) => fakes.table.insert({ ...LEASE, fencingToken: 1, revision: 1, seen: [], ...fields }),
    shift: () => Object.assign(lambda.live ?? {}, { version: '1', weights: { '2': 0.1 } }),
  };
}

describe('What is gathered of the alias', () => {
  it('is since when it is as it is, as far as anybody of the healer has seen', async () => {
    const { look, world, lambda } = scene();
    const first = world.now;
    expect((await look()).alias).toMatchObject({
      name: 'live',
      version: '2',
      weights: {},
      revisionId: lambda.live?.revisionId,
      since: { earliest: undefined, latest: first },
    });

    world.now += MINUTE;
    expect((await look()).alias?.since).toEqual({ earliest: undefined, latest: first });

    world.now += MINUTE;
    lambda.deploy({ FAILURE_RATE: '0', RELEASE: '3' });
    expect((await look()).alias).toMatchObject({
      version: '3',
      since: { earliest: first + MINUTE, latest: first + 2 * MINUTE },
    });
  });

  it('is nothing when it is gone, and then no traffic is asked for', async () => {
    const { look, world, lambda } = scene();
    lambda.live = undefined;
    expect(await look()).toMatchObject({ alias: null, served: [] });
    expect(world.trafficQueries).toBe(0);
  });

  it('comes first, so that its revision fences all the rest', async () => {
    const { look, lambda } = scene();
    await look();
    expect(lambda.calls[0]).toBe('alias');
  });
});

describe('What is gathered of the traffic', () => {
  it('is what the live version has served within five minutes', async () => {
    const { look, world } = scene();
    world.served = { requests: 40, errors: 12, p95Ms: 210 };
    expect((await look()).served).toEqual([{ version: '2', requests: 40, faults: 12, p95Ms: 210 }]);
    expect(world.trafficAsked).toMatchObject([
      {
        functionName: POLICY.functionName,
        aliasName: 'live',
        version: '2',
        from: world.now - 5 * MINUTE,
        to: world.now,
      },
    ]);
  });

  it('is nothing from before the last action', async () => {
    const { look, world, lease } = scene();
    await lease({ lastActionAt: world.now - MINUTE });
    await look();
    expect(world.trafficAsked[0]?.from).toBe(world.now - MINUTE);
  });

  it('is that of each side of a shift', async () => {
    const { look, world, shift } = scene({ faultMetric: BY_VERSION });
    shift();
    world.servedBy.set('1', { requests: 90, errors: 0, p95Ms: 20 });
    world.servedBy.set('2', { requests: 10, errors: 9, p95Ms: 25 });
    expect((await look()).served).toEqual([
      { version: '1', requests: 90, faults: 0, p95Ms: 20 },
      { version: '2', requests: 10, faults: 9, p95Ms: 25 },
    ]);
    expect(world.trafficAsked.map(({ sharesAlias, faultMetric }) => [sharesAlias, faultMetric])).toEqual([
      [true, BY_VERSION],
      [true, BY_VERSION],
    ]);
  });

  it('is not that of the version before, where the target counts its faults for the alias as a whole', async () => {
    const { look, world, lambda } = scene({ faultMetric: BY_ALIAS });
    const shared = async () => {
      await look();
      return world.trafficAsked.at(-1)?.sharesAlias;
    };
    // As long as nobody knows for how long it has been so, it may have been otherwise a moment ago.
    expect(await shared()).toBe(true);
    world.now += 6 * MINUTE;
    expect(await shared()).toBe(false);
    lambda.deploy({ FAILURE_RATE: '0', RELEASE: '3' });
    expect(await shared()).toBe(true);
    world.now += 6 * MINUTE - 1_000;
    expect(await shared()).toBe(true);
    world.now += 1_000;
    expect(await shared()).toBe(false);
  });
});

describe('What is gathered of the signals', () => {
  it('is how they are, what they look at, and since when their data breach', async () => {
    const { look, world } = scene();
    world.ring('orders-faults');
    expect((await look()).signals).toEqual([
      {
        name: 'orders-faults',
        kind: 'faults',
        state: 'ALARM',
        newestBreachAt: world.ringingSince - 10_000,
        spanSeconds: 30,
        periodSeconds: 10,
        rang: true,
      },
      expect.objectContaining({ name: 'orders-errors', state: 'OK', newestBreachAt: undefined, spanSeconds: 180 }),
      expect.objectContaining({ name: 'orders-throttles', kind: 'throttles', rang: false }),
    ]);
  });

  it('is only what breaches', async () => {
    const { look, world } = scene();
    world.ring('orders-faults');
    const point = (timestamp: string, value?: number) => ({ timestamp, value });
    const reasonData = JSON.stringify({
      threshold: 0.1,
      evaluatedDatapoints: [
        point('2026-03-14T09:29:50.000+0000'),
        point('2026-03-14T09:29:40.000+0000', 0.1),
        point('2026-03-14T09:29:30.000+0000', 0.2),
      ],
    });
    world.alarms = world.alarms.map((alarm) => ({ ...alarm, reasonData }));
    expect((await look()).signals[0]?.newestBreachAt).toBe(Date.parse('2026-03-14T09:29:30.000Z'));
  });
});

describe('What is gathered of other targets', () => {
  const fail = async ({ table, world }: ReturnType<typeof scene>, ...targetIds: string[]) => {
    for (const targetId of targetIds) {
      await table.insert({ pk: 'FLEET', sk: `OPEN#${targetId}`, targetId, at: world.now - MINUTE });
    }
  };

  it('is that this one fails, also before it is on record', async () => {
    expect((await scene().look()).storm.failing).toBe(1);
  });

  it('is not how many there are, as long as few of them fail', async () => {
    const here = scene();
    here.ports.policies.list = async () => {
      throw new Error('not to be asked');
    };
    await fail(here, 'orders', 'billing', 'mail');
    expect((await here.look()).storm.failing).toBe(3);
  });

  it('is how many there are, once many of them fail', async () => {
    const here = scene();
    for (const id of ['billing', 'mail', 'search', 'shop']) here.world.policies.set(id, POLICY);
    await fail(here, 'billing', 'mail', 'search');
    expect((await here.look()).storm).toEqual({ failing: 4, targets: 5 });
  });

  it('is how many there are as the last patrol has counted them, and nobody lists them again', async () => {
    const here = scene();
    for (const id of ['billing', 'mail']) here.world.policies.set(id, POLICY);
    await listTargets(here.ports)();
    here.ports.policies.list = async () => {
      throw new Error('not to be asked');
    };
    await fail(here, 'billing', 'mail', 'search');
    expect((await here.look()).storm).toEqual({ failing: 4, targets: 3 });
  });

  it('is counted anew when the patrol has not come for long', async () => {
    const here = scene();
    await listTargets(here.ports)();
    for (const id of ['billing', 'mail', 'search', 'shop']) here.world.policies.set(id, POLICY);
    here.world.now += 10 * MINUTE;
    await fail(here, 'billing', 'mail', 'search');
    expect((await here.look()).storm).toEqual({ failing: 4, targets: 5 });
  });

  it('is nothing of what failed long ago', async () => {
    const here = scene();
    await fail(here, 'billing', 'mail', 'search');
    here.world.now += 5 * MINUTE;
    expect((await here.look()).storm.failing).toBe(1);
  });
});

describe('What is gathered of the deployment', () => {
  it('is the state of the stack, when there is one', async () => {
    const { look, world } = scene({ stackName: 'orders-stack' });
    expect((await look()).stackStatus).toBeNull();
    world.stacks.set('orders-stack', 'UPDATE_IN_PROGRESS');
    expect((await look()).stackStatus).toBe('UPDATE_IN_PROGRESS');
  });

  it('is nothing when there is none, and CloudFormation is not asked', async () => {
    const here = scene();
    here.ports.stacks.status = async () => {
      throw new Error('not to be asked');
    };
    expect((await here.look()).stackStatus).toBeNull();
  });

  it('is in what $LATEST differs from the live version, faults and our own marker apart', async () => {
    const { look, lambda } = scene();
    lambda.latest = { ...lambda.latest, variables: { FAILURE_RATE: '0', HEALED_BY: 'x' } };
    expect((await look()).latest.differences).toEqual([]);
    lambda.latest = { ...lambda.latest, codeSha256: 'unreleased' };
    expect((await look()).latest.differences).toEqual(['code']);
  });
});

describe('What is gathered of the past', () => {
  it('is nothing for a new incident', async () => {
    expect(await scene().look()).toMatchObject({
      preflights: [],
      approval: null,
      asked: 0,
      attempts: 0,
      unjudged: null,
      disproven: false,
      unseenProbes: 0,
      relapses: 0,
      healsLastHour: 0,
      cooldownUntil: undefined,
      tried: [],
      races: 0,
      openedAt: Date.parse('2026-03-14T09:29:30.000Z'),
    });
  });

  it('is what the incident has on record', async () => {
    const preflights = [{ version: '1', passed: true, reason: 'It answered.' }];
    const acting = { attempt: 1, toVersion: '1', revisionId: 'r', triedBefore: [] };
    const remedy = { kind: 'rollBack', fromVersion: '2', toVersion: '1' };
    const approval = { answer: 'approved', by: 'ann', note: '', remedy } as const;
    const about = { preflights, acting, approval, asked: 1, relapses: 1, attempts: 1, tried: ['2', '1'] };
    expect(await scene().look(about)).toMatchObject({
      preflights,
      approval,
      asked: 1,
      unjudged: acting,
      relapses: 1,
      attempts: 1,
      tried: ['2', '1'],
    });
  });

  it('is what the lease remembers: other heals of the hour, and the cooldown', async () => {
    const { look, lease, world } = scene();
    await lease({
      cooldownUntil: world.now + MINUTE,
      heals: [
        { incidentId: 'old', at: world.now - 61 * MINUTE },
        { incidentId: 'last', at: world.now - 59 * MINUTE },
        { incidentId: 'this', at: world.now - MINUTE },
      ],
    });
    expect(await look()).toMatchObject({ healsLastHour: 1, cooldownUntil: world.now + MINUTE });
  });

  it('begins anew with a relapse, another healer, or a person’s answer: what is waited for then is waited for anew', async () => {
    const note = (at: string, begins?: true) =>
      ({ at, what: 'note', text: 'x', ...(begins ? { begins } : {}) }) as const;
    const timeline = [
      note('2026-03-14T09:35:00.000Z', true),
      note('2026-03-14T09:40:00.000Z', true),
      note('2026-03-14T09:45:00.000Z'),
    ];
    expect((await scene().look({ timeline })).openedAt).toBe(Date.parse('2026-03-14T09:40:00.000Z'));
  });
});

describe('The line on the timeline', () => {
  it('says in one sentence what matters', async () => {
    const { look, world } = scene({ stackName: 'orders-stack' });
    world.ring('orders-faults');
    world.served = { requests: 40, errors: 12, p95Ms: 210 };
    const line = describeEvidence(await look());
    expect(line).toBe(
      'alias live -> version 2 (seen so since 2026-03-14T09:30:00.000Z); versions: 1 unknown, 2 unknown; ' +
        '$LATEST: Successful, differs from live in nothing but faults; ' +
        'signals: orders-faults ALARM on data of 2026-03-14T09:27:50.000Z, orders-errors OK, orders-throttles OK; ' +
        'served: version 2, 12 of 40 requests failed, p95 210 ms; 0 attempts, 0 races',
    );
  });

  it('says what is out of the ordinary, and only that', async () => {
    const { look, world, table, lease, shift } = scene({ stackName: 'orders-stack' });
    shift();
    await lease({ cooldownUntil: world.now + MINUTE, heals: [{ incidentId: 'last', at: world.now - MINUTE }] });
    await table.insert({ pk: 'FLEET', sk: 'OPEN#billing', targetId: 'billing', at: world.now });
    await table.insert({
      pk: 'TARGET#orders',
      sk: 'VERSION#1',
      version: '1',
      state: 'Healthy',
      barrier: 'orders table migrated',
    });
    world.stacks.set('orders-stack', 'UPDATE_IN_PROGRESS');
    const line = describeEvidence(
      await look({
        preflights: [{ version: '1', passed: false, reason: '2 of 2 calls failed.' }],
        acting: { attempt: 1, toVersion: '1', revisionId: 'r', triedBefore: [] },
        approval: {
          answer: 'denied',
          by: 'ann',
          note: '',
          remedy: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
        },
        asked: 1,
        relapses: 1,
      }),
    );
    expect(line).not.toContain('\n');
    for (const part of [
      'alias live -> version 1 and 2 at 0.1',
      '1 Healthy (barrier)',
      'preflight of 1 failed',
      'asked 1 times, the last answer: denied',
      'attempt 1, to version 1, has no verdict',
      'relapse 1',
      '1 other heals within the hour',
      'cooldown until 2026-03-14T09:31:00.000Z',
      '2 targets fail',
      'stack UPDATE_IN_PROGRESS',
    ]) {
      expect(line).toContain(part);
    }
  });

  it('says when the alias was moved, as far as that is known', async () => {
    const { look, world, lambda } = scene();
    await look();
    world.now += MINUTE;
    lambda.deploy({ FAILURE_RATE: '0', RELEASE: '3' });
    expect(describeEvidence(await look())).toContain(
      'version 3 (moved there between 2026-03-14T09:30:00.000Z and 2026-03-14T09:31:00.000Z)',
    );
  });

  it('says that there is no alias', async () => {
    const { look, lambda } = scene();
    lambda.live = undefined;
    expect(describeEvidence(await look())).toMatch(/^the alias does not exist; .*; served: unknown; /);
  });
});
