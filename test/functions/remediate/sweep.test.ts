import { POLICY } from './support/policy';
import { DEAD, INCIDENT, LEASE, sweepScene } from './support/sweep-scene';

describe('The sweep of a target', () => {
  it('starts a heal for an alarm that nobody heals, which opens a new incident', async () => {
    const { visit, heal, world } = sweepScene();
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    const [name] = [...world.started.keys()];
    expect(name).toMatch(/^patrol-[0-9TZ]+-[0-9a-f]{8}$/);
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { fencingToken: 1 } });
  });

  it('starts nothing twice within a minute, and again in the next one', async () => {
    const { visit, world } = sweepScene();
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
    const { visit, heal, world, leave, lease } = sweepScene();
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
    const { visit, heal, world, leave, dead, incident } = sweepScene();
    await leave({ holder: DEAD, expiresAt: world.now + 100_000 }, { status: 'open' });
    dead();
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old' } });
    expect(await incident()).toMatchObject({ status: 'open', attempts: 1, successions: 1, executionArn: 'arn:new' });
  });

  it('has the incident of a dead heal continued although nothing rings any more, and only as long as it is open', async () => {
    const { visit, heal, world, leave, dead, incident, lease } = sweepScene();
    await leave({ holder: DEAD, expiresAt: world.now + 100_000 }, { status: 'open' });
    dead();
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old' } });
    expect(await incident()).toMatchObject({ status: 'open', successions: 1, signals: ['unfinished-heal'] });
    expect((await lease())?.holder).toBe('arn:new');

    const closed = sweepScene();
    await closed.leave({ holder: DEAD, expiresAt: closed.world.now - 1 }, { status: 'open' });
    closed.dead();
    await closed.visit();
    await closed.table.update(INCIDENT, { set: { status: 'mitigated' } });
    expect(await closed.heal()).toMatchObject({ outcome: 'stoodDown', cause: 'recovered' });
  });

  it('escalates a heal that has died too often once, frees its lease and holds the target', async () => {
    const { visit, world, leave, dead, lease, incident } = sweepScene();
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
    const { visit, world, leave } = sweepScene();
    await leave({ holder: DEAD, expiresAt: world.now - 1 }, { status: 'open' });
    expect(await visit()).toMatchObject({ action: 'startHeal' });
  });

  it('tells of an escalation again until it is told', async () => {
    const { visit, world, leave, incident } = sweepScene();
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
    const { visit, world, leave, dead, table } = sweepScene();
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
    const { visit, world, leave, dead, lease } = sweepScene();
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
    const { visit, world, leave, incident } = sweepScene();
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
    const { visit, heal, world, leave, lambda } = sweepScene();
    await leave({ lastActionAt: world.now - 400_000 }, { status: 'mitigated', toVersion: '1' });
    world.ringingSince = world.now - 420_000;
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('Echo') });
    lambda.deploy({ FAILURE_RATE: '1' });
    expect(await visit()).toMatchObject({ action: 'startHeal' });
    expect(await heal()).toMatchObject({ outcome: 'opened' });
  });

  it('does not ask Lambda or Step Functions about a target that is well', async () => {
    const { visit, lambda } = sweepScene();
    await visit();
    expect(lambda.calls).toEqual([]);
  });

  it('hands what it has found on to the attestation', async () => {
    const { visit, table } = sweepScene();
    await table.insert({ pk: 'TARGET#orders', sk: 'ALIAS', functionName: 'orders', revisionId: 'r' });
    expect((await visit()).handover).toEqual({
      alias: expect.objectContaining({ functionName: 'orders', revisionId: 'r' }),
      incidentOpen: false,
      signals: [
        { name: 'orders-faults', kind: 'faults', state: 'OK' },
        { name: 'orders-errors', kind: 'faults', state: 'OK' },
        { name: 'orders-throttles', kind: 'throttles', state: 'OK' },
      ],
    });
  });

  it('hands on that a heal is at work', async () => {
    const { visit, leave, world } = sweepScene();
    await leave({ holder: DEAD }, { status: 'open' });
    world.executions.set(DEAD, { running: true, stoppedAt: undefined });
    expect(await visit()).toMatchObject({ action: 'nothing', handover: { alias: null, incidentOpen: true } });
  });

  it('hands nothing on of what it has changed itself', async () => {
    const { visit, world } = sweepScene();
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal', handover: null });
  });

  it('tells whether the target wants synthetic traffic', async () => {
    const { visit, world } = sweepScene();
    expect(await visit()).toMatchObject({ exercise: false });
    world.policies.set('orders', { ...POLICY, syntheticPerMinute: 5 });
    expect(await visit()).toMatchObject({ exercise: true });
  });

  it.each([
    ['paused', undefined, 'nothing'],
    ['paused', 1, 'nothing'],
    ['paused', -1, 'startHeal'],
  ])('obeys an operator’s order to be %s, until its time is up (%s ms left)', async (mode, left, action) => {
    const { visit, world, table } = sweepScene();
    world.ring('orders-faults');
    const order = { mode, by: 'ana', reason: 'migration', at: world.now, ...(left ? { until: world.now + left } : {}) };
    await table.insert({ pk: 'TARGET#orders', sk: 'ORDER', ...order });
    expect(await visit()).toMatchObject({ action });
  });

  it('takes a relapse up again within the cooldown, but not once somebody has moved the alias', async () => {
    const { visit, world, leave, lambda } = sweepScene();
    const provenAt = new Date(world.now - 60_000).toISOString();
    await leave({ cooldownUntil: world.now + 200_000 }, { status: 'mitigated', provenAt, toVersion: '1' });
    world.ring('orders-faults');
    expect(await visit()).toMatchObject({ action: 'startHeal', reason: expect.stringContaining('Relapse') });
    lambda.deploy({ RELEASE: 'next' });
    expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('cools down') });
  });

  it('believes an alarm’s old data for as long as that alarm looks back, and not longer', async () => {
    const { visit, world, leave, lambda } = sweepScene();
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
      const { visit, world, leave } = sweepScene();
      await leave(AWAITING, { status: 'open' });
      world.executions.set(DEAD, { running: true, stoppedAt: undefined });
      world.ring('orders-faults');
      expect(await visit()).toMatchObject({ action: 'nothing', reason: expect.stringContaining('approval') });
    });

    it('hands it over when the execution has ended, and waits no more', async () => {
      const { visit, world, leave, dead, lease, incident } = sweepScene();
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
});
