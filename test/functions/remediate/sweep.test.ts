import * as openIncident from '../../../functions/remediate/open-incident';
import { makeHandler } from '../../../functions/remediate/sweep';
import { fakePorts } from './support/fakes';

const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
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

  it('escalates a dead heal once when nothing rings, frees its lease and holds the target', async () => {
    const { visit, world, leave, dead, lease, incident } = scene();
    await leave({ holder: DEAD, expiresAt: world.now - 1 }, { status: 'open' });
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
    expect(await visit()).toMatchObject({ action: 'escalateOrphan' });
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
    [0, 'without traffic: proven by probes only'],
    [120, '120 requests, 0 errors'],
  ])('resolves a mitigated incident once, after %d requests', async (requests, expected) => {
    const { visit, world, leave, incident } = scene();
    world.served = { requests, errors: 0 };
    const provenAt = new Date(world.now - 400_000).toISOString();
    await leave({}, { status: 'mitigated', provenAt, toVersion: '1' });
    expect(await visit()).toMatchObject({ action: 'resolve' });
    expect(await incident()).toMatchObject({
      status: 'resolved',
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
});
