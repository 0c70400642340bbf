import * as openIncident from '../../../functions/remediate/open-incident';
import { makeHandler } from '../../../functions/remediate/sweep';
import { fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
const ALIAS = { pk: 'TARGET#orders', sk: 'ALIAS' };
const INCIDENT = { pk: 'TARGET#orders', sk: 'INCIDENT#old' };
const DEAD = 'arn:aws:states:eu-west-1:123456789012:execution:heal:dead';

function scene() {
  const fakes = fakePorts();
  const { ports, world, table, lambda } = fakes;
  lambda.deploy({});
  const run = makeHandler(ports, 'dev');
  const open = openIncident.makeHandler(ports);
  return {
    ...fakes,
    visit: () => run({ targetId: 'orders' }),
    /** What the heal makes of what the patrol has started last. */
    heal: (executionArn = 'arn:new') => open({ input: [...world.started.values()].at(-1), executionArn }),
    lease: () => table.get(LEASE),
    incident: () => table.get(INCIDENT),
    leave: async (lease: object, incident?: object) => {
      await table.insert({ ...LEASE, fencingToken: 1, revision: 3, seen: [], incidentId: 'old', ...lease });
      const record = {
        targetId: 'orders',
        incidentId: 'old',
        attempts: 1,
        tried: ['2', '1'],
        signals: [],
        timeline: [],
      };
      if (incident) await table.insert({ ...INCIDENT, ...record, executionArn: DEAD, ...incident });
    },
    dead: (agoMs = 90_000) => world.executions.set(DEAD, { running: false, stoppedAt: world.now - agoMs }),
  };
}

describe('The sweep of a target', () => {
  it('starts a heal for an alarm that nobody heals, which opens a new incident', async () => {
    const { visit, heal, world } = scene();
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    const [name] = [...world.started.keys()];
    expect(name).toMatch(/^patrol-[0-9TZ]+-[0-9a-f]{8}$/);
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { fencingToken: 1 } });
  });

  it('starts nothing twice within a minute, and again in the next one', async () => {
    const { visit, world } = scene();
    world.ring('orders-faults');
    await visit();
    world.now += 20_000;
    await visit();
    expect(world.started.size).toBe(1);
    world.now += 60_000;
    await visit();
    expect(world.started.size).toBe(2);
  });

  it('is understood by the heal although the event of the alarm was dealt with long ago', async () => {
    const { visit, heal, world, leave, lease } = scene();
    const event = `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:orders-faults#${new Date(world.ringingSince).toISOString()}`;
    await leave({ cooldownUntil: world.now - 1, seen: [event] }, { status: 'mitigated' });
    world.ring('orders-faults');
    await visit();
    expect(await heal()).toMatchObject({ outcome: 'opened' });
    expect((await lease())?.seen).toEqual([event, expect.stringContaining(`${event}#patrol#`)]);
    expect((await lease())?.incidentId).not.toBe('old');
    expect(await heal('arn:other')).toMatchObject({ outcome: 'stoodDown', cause: 'duplicate' });
  });

  it('has the incident of a dead heal continued, at once, with its attempts', async () => {
    const { visit, heal, world, leave, dead, incident } = scene();
    await leave({ holder: DEAD, expiresAt: world.now + 100_000 }, { status: 'open' });
    dead();
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old' } });
    expect(await incident()).toMatchObject({ status: 'open', attempts: 1, successions: 1, executionArn: 'arn:new' });
  });

  it('has the incident of a dead heal continued although nothing rings any more, and only as long as it is open', async () => {
    const { visit, heal, world, leave, dead, incident, lease } = scene();
    await leave({ holder: DEAD, expiresAt: world.now + 100_000 }, { status: 'open' });
    dead();
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old' } });
    expect(await incident()).toMatchObject({ status: 'open', successions: 1, signals: ['unfinished-heal'] });
    expect((await lease())?.holder).toBe('arn:new');

    const closed = scene();
    await closed.leave({ holder: DEAD, expiresAt: closed.world.now - 1 }, { status: 'open' });
    closed.dead();
    await closed.visit();
    await closed.table.update(INCIDENT, { set: { status: 'mitigated' } });
    expect(await closed.heal()).toMatchObject({ outcome: 'stoodDown', cause: 'recovered' });
  });

  it('escalates a heal that has died too often once, frees its lease and holds the target', async () => {
    const { visit, world, leave, dead, lease, incident } = scene();
    await leave({ holder: DEAD, expiresAt: world.now - 1 }, { status: 'open', successions: 2 });
    dead();
    expect(await visit()).toMatchObject({ action: 'escalateOrphan' });
    expect(await lease()).toMatchObject({ heldBy: 'old' });
    expect(await lease()).not.toHaveProperty('holder');
    expect(await incident()).toMatchObject({ status: 'escalated' });
    expect(world.notifications[0]?.body).toContain('HELD');
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'reportHeld' });
    expect(world.notifications).toHaveLength(1);
    expect(world.started.size).toBe(0);
  });

  it('takes an execution that nobody remembers for dead', async () => {
    const { visit, world, leave } = scene();
    await leave({ holder: DEAD, expiresAt: world.now - 1 }, { status: 'open' });
    expect(await visit()).toMatchObject({ action: 'startHeal' });
  });

  it('tells of an escalation again until it is told', async () => {
    const { visit, world, leave, incident } = scene();
    const closedAt = new Date(world.now - 61_000).toISOString();
    await leave({ heldBy: 'old' }, { status: 'escalated', reason: 'Nothing helps.', closedAt });
    world.notifyFails = new Error('The topic is busy.');
    await expect(visit()).rejects.toThrow('The escalation could not be sent');
    world.notifyFails = undefined;
    world.now += 120_000;
    expect(await visit()).toMatchObject({ action: 'tellAgain' });
    expect(world.notifications.map(({ body }) => body)).toEqual([expect.stringContaining('Why: Nothing helps.')]);
    expect(world.notifications[0]?.body).toContain('HELD');
    expect(await incident()).toHaveProperty('toldAt');
    world.now += 120_000;
    expect(await visit()).toMatchObject({ action: 'reportHeld' });
    expect(world.notifications).toHaveLength(1);
  });

  it('gives way when somebody takes the lease in the same moment', async () => {
    const { visit, world, leave, dead, table } = scene();
    await leave({ holder: DEAD, expiresAt: world.now - 1 }, { status: 'open' });
    dead();
    const update = table.update.bind(table);
    table.update = async (key, change) => {
      table.update = update;
      await update(LEASE, { set: { holder: 'quicker' }, add: { revision: 1 } });
      return update(key, change);
    };
    expect(await visit()).toMatchObject({ action: 'nothing' });
    expect(world.notifications).toEqual([]);
  });

  it.each([
    ['mitigated', { cooldownUntil: expect.any(Number) }],
    ['escalated', { heldBy: 'old' }],
  ])('frees the lease of an incident that is %s, and keeps what follows from it', async (status, expected) => {
    const { visit, world, leave, dead, lease } = scene();
    await leave({ holder: DEAD, expiresAt: world.now + 1 }, { status });
    dead();
    expect(await visit()).toMatchObject({ action: 'freeLease' });
    expect(await lease()).toMatchObject(expected);
    expect(await lease()).not.toHaveProperty('holder');
  });

  it.each([
    [0, 'without traffic: proven by probes only', 'probes'],
    [120, '120 requests, 0 errors', 'traffic'],
  ])('resolves a mitigated incident once, after %d requests', async (requests, expected, resolvedBy) => {
    const { visit, world, leave, incident } = scene();
    world.served = { requests, errors: 0, p95Ms: null };
    const provenAt = new Date(world.now - 400_000).toISOString();
    await leave({}, { status: 'mitigated', provenAt, toVersion: '1' });
    expect(await visit()).toMatchObject({ action: 'resolve' });
    expect(await incident()).toMatchObject({
      status: 'resolved',
      resolvedBy,
      timeline: [{ text: expect.stringContaining(expected) }],
    });
    expect(await visit()).toMatchObject({ action: 'nothing' });
    expect(world.trafficQueries).toBe(1);
  });

  it('heals a later deployment whose alarm has never been OK in between', async () => {
    const { visit, heal, world, leave, lambda } = scene();
    await leave({ lastActionAt: world.now - 400_000 }, { status: 'mitigated', toVersion: '1' });
    world.ringingSince = world.now - 420_000;
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('Echo') });
    lambda.deploy({ FAILURE_RATE: '1' });
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened' });
  });

  it('does not ask Lambda or Step Functions about a target that is well', async () => {
    const { visit, lambda } = scene();
    await visit();
    expect(lambda.calls).toEqual([]);
  });

  it('hands its signals on to the attestation', async () => {
    const { visit } = scene();
    expect((await visit()).signals).toEqual([
      { name: 'orders-faults', kind: 'faults', state: 'OK' },
      { name: 'orders-errors', kind: 'faults', state: 'OK' },
      { name: 'orders-throttles', kind: 'throttles', state: 'OK' },
    ]);
  });

  it('tells whether the target wants synthetic traffic', async () => {
    const { visit, world } = scene();
    expect(await visit()).toMatchObject({ exercise: false });
    world.policies.set('orders', { ...POLICY, syntheticPerMinute: 5 });
    expect(await visit()).toMatchObject({ exercise: true });
  });

  it.each([
    ['paused', undefined, 'nothing'],
    ['paused', 1, 'nothing'],
    ['paused', -1, 'startHeal'],
  ])('obeys an operator’s order to be %s, until its time is up (%s ms left)', async (mode, left, action) => {
    const { visit, world, table } = scene();
    world.ring('orders-faults');
    const order = { mode, by: 'ana', reason: 'migration', at: world.now, ...(left ? { until: world.now + left } : {}) };
    await table.insert({ pk: 'TARGET#orders', sk: 'ORDER', ...order });
    expect(await visit()).toMatchObject({ action });
  });

  it('takes a relapse up again within the cooldown, but not once somebody has moved the alias', async () => {
    const { visit, world, leave, lambda } = scene();
    const provenAt = new Date(world.now - 60_000).toISOString();
    await leave({ cooldownUntil: world.now + 200_000 }, { status: 'mitigated', provenAt, toVersion: '1' });
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal', reason: expect.stringContaining('Relapse') });
    lambda.deploy({ RELEASE: 'next' });
    expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('cools down') });
  });

  it('believes an alarm’s old data for as long as that alarm looks back, and not longer', async () => {
    const { visit, world, leave, lambda } = scene();
    await leave({ lastActionAt: world.now }, { status: 'mitigated', toVersion: '1' });
    lambda.deploy({ FAILURE_RATE: '1' });
    world.ringingSince = world.now - 10_000;
    world.ring('orders-faults');
    // Three periods of ten seconds and two more.
    world.now += 49_999;
    expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('Echo') });
    world.now += 1;
    expect(await visit()).toMatchObject({ action: 'startHeal' });
  });

  describe('that waits for a person', () => {
    const AWAITING = { awaiting: { incidentId: 'old', executionArn: DEAD } };

    it('leaves it alone while the execution runs', async () => {
      const { visit, world, leave } = scene();
      await leave(AWAITING, { status: 'open' });
      world.executions.set(DEAD, { running: true, stoppedAt: undefined });
      world.ring('orders-faults');
      expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('approval') });
    });

    it('hands it over when the execution has ended, and waits no more', async () => {
      const { visit, world, leave, dead, lease, incident } = scene();
      await leave(AWAITING, { status: 'open' });
      dead();
      expect(await visit()).toMatchObject({ action: 'escalateOrphan' });
      expect(await lease()).toMatchObject({ heldBy: 'old' });
      expect(await lease()).not.toHaveProperty('awaiting');
      expect(await lease()).not.toHaveProperty('holder');
      expect(await incident()).toMatchObject({ status: 'escalated' });
      expect(world.notifications).toHaveLength(1);
    });
  });

  describe('that was watched in shadow', () => {
    /** Version 2 was live when the healer would have gone back to 1. */
    async function inShadow(would: object = { kind: 'rollBack', fromVersion: '2', toVersion: '1' }) {
      const here = scene();
      here.lambda.deploy({ FAILURE_RATE: '1' });
      const seen = { version: '2', weights: {}, revisionId: here.lambda.live?.revisionId };
      await here.table.insert({ ...ALIAS, ...seen, since: here.world.now - 60_000, seenAt: here.world.now });
      const decision = { at: new Date(here.world.now - 30_000).toISOString(), what: 'decision', text: 'would' };
      await here.leave({ shadowing: 'old' }, { status: 'shadow', would, timeline: [decision] });
      return here;
    }

    it('scores the incident when the signals are OK, and lifts the shadow', async () => {
      const { visit, incident, lease } = await inShadow();
      expect(await visit()).toMatchObject({ action: 'score' });
      expect(await incident()).toMatchObject({
        status: 'shadow',
        score: 'recoveredAlone',
        closedAt: expect.any(String),
        timeline: [
          expect.anything(),
          { what: 'note', text: expect.stringContaining('rollBack to 1, and the alias names version 2 now') },
        ],
      });
      expect(await lease()).not.toHaveProperty('shadowing');
      expect(await visit()).toMatchObject({ action: 'nothing' });
    });

    it.each([
      ['agreed', '1', {}],
      ['differed', '1', { '2': 0.5 }],
      ['differed', '3', {}],
    ])('as %s when somebody has moved the alias to %s %j', async (score, version, weights) => {
      const { visit, incident, lambda } = await inShadow();
      lambda.live = { version, weights, revisionId: 'by hand' };
      await visit();
      expect(await incident()).toMatchObject({ score });
    });

    it('as differed when the alias was moved away and back', async () => {
      const { visit, incident, lambda, table, world } = await inShadow();
      lambda.live = { version: '2', weights: {}, revisionId: 'by hand' };
      await table.update(ALIAS, { set: { revisionId: 'by hand', since: world.now - 10_000 } });
      await visit();
      expect(await incident()).toMatchObject({ score: 'differed' });
    });

    it('is scored in the next patrol when an alarm rings in the same moment', async () => {
      const { visit, lease, table } = await inShadow();
      const update = table.update.bind(table);
      table.update = async (key, change) => {
        if (key.sk === 'LEASE' && 'shadowing' in (change.set ?? {})) {
          table.update = update;
          await update(LEASE, { set: { seen: ['just now'] }, add: { revision: 1 } });
        }
        return update(key, change);
      };
      expect(await visit()).toMatchObject({ action: 'nothing' });
      expect(await lease()).toMatchObject({ shadowing: 'old' });
      expect(await visit()).toMatchObject({ action: 'score' });
    });

    it('is healed within two patrols when the target is armed in the middle of it', async () => {
      const { visit, incident, world } = await inShadow();
      world.ring('orders-faults');
      expect(await visit()).toMatchObject({ action: 'score' });
      expect(await incident()).not.toHaveProperty('score');
      expect(await visit()).toMatchObject({ action: 'startHeal' });
    });

    it('keeps its shadow when its heal died just before it said so', async () => {
      const { visit, leave, dead, lease } = scene();
      await leave({ holder: DEAD, expiresAt: 0 }, { status: 'shadow' });
      dead();
      expect(await visit()).toMatchObject({ action: 'freeLease' });
      expect(await lease()).toMatchObject({ shadowing: 'old' });
    });
  });

  describe('whose live version carries a fault with an end', () => {
    const UNTIL = '2026-03-14T09:29:00.000Z';
    const FAULTY = { FAILURE_RATE: '1', FAULT_UNTIL: UNTIL };

    /** The alias as the last visit to the version has noted it. */
    async function injected(variables: Record<string, string>) {
      const here = scene();
      const version = here.lambda.deploy(variables);
      const seen = { version, weights: {}, revisionId: here.lambda.live?.revisionId };
      await here.table.insert({ ...ALIAS, ...seen, since: here.world.now, seenAt: here.world.now });
      return here;
    }

    it('starts a heal when the time is up, which opens an incident', async () => {
      const { visit, heal, world } = await injected(FAULTY);
      expect(await visit()).toMatchObject({
        action: 'startHeal',
        reason: 'The time of an injected fault is up, as the patrol found.',
      });
      expect([...world.started.values()]).toEqual([
        {
          targetId: 'orders',
          event: {
            'detail-type': 'Self-Healing Fault Ended',
            time: new Date(world.now).toISOString(),
            resources: ['fault-end:orders-function:2'],
            detail: { patrol: true, version: '2', until: UNTIL },
          },
        },
      ]);
      expect(await heal()).toMatchObject({ outcome: 'opened' });
    });

    it('asks Lambda once for each version, and for the alias only when the time is up', async () => {
      const { visit, lambda, world } = await injected({ ...FAULTY, FAULT_UNTIL: '2026-03-14T09:32:00Z' });
      for (let visits = 0; visits < 3; visits++) {
        expect(await visit()).toMatchObject({ action: 'nothing' });
        world.now += 60_000;
      }
      expect(lambda.calls).toEqual(['configuration', 'alias', 'alias']);
      expect(await visit()).toMatchObject({ action: 'startHeal' });
    });

    it.each<[string, Record<string, string>]>([
      ['never ends', { FAILURE_RATE: '1', FAULT_UNTIL: 'never' }],
      ['says nothing of its end', { FAILURE_RATE: '1' }],
      ['is none: an end alone injects nothing', { FAILURE_RATE: '0', FAULT_UNTIL: UNTIL }],
    ])('does nothing when the fault %s', async (_what, variables) => {
      const { visit } = await injected(variables);
      expect(await visit()).toMatchObject({ action: 'nothing' });
    });

    it('does nothing when another version is live by now', async () => {
      const { visit, lambda } = await injected(FAULTY);
      lambda.deploy({});
      expect(await visit()).toMatchObject({ action: 'nothing' });
    });

    it('tries again when the environment cannot be read', async () => {
      const { visit, lambda } = await injected(FAULTY);
      const readable = lambda.published;
      lambda.published = readable.map((version) => ({ ...version, variables: null }));
      expect(await visit()).toMatchObject({ action: 'nothing' });
      lambda.published = readable;
      expect(await visit()).toMatchObject({ action: 'startHeal' });
    });

    it('asks nothing of a target without a variable for the end', async () => {
      const { visit, lambda, world } = await injected(FAULTY);
      world.policies.set('orders', { ...POLICY, faultUntilVariable: null });
      expect(await visit()).toMatchObject({ action: 'nothing' });
      expect(lambda.calls).toEqual([]);
    });
  });
});
