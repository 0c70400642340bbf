import { makeHandler } from '../../../functions/remediate/open-incident';
import { dyingAfter } from './support/crash';
import { fakePorts } from './support/fakes';
import { alarmEvent, POLICY } from './support/policy';

const PK = 'TARGET#orders';
const PROVEN_AT = '2026-03-14T09:28:00.000Z';

function scene() {
  const fakes = fakePorts();
  const { ports, table, world, lambda } = fakes;
  world.ring('orders-faults');
  lambda.deploy({});
  const open = makeHandler(ports);
  return {
    ...fakes,
    open: (executionArn = 'me', event: unknown = alarmEvent(), run = open) =>
      run({ input: { targetId: 'orders', event }, executionArn }),
    lease: (more: Record<string, unknown> = {}) =>
      table.insert({ pk: PK, sk: 'LEASE', fencingToken: 4, revision: 9, seen: [], ...more }),
    leaseNow: () => table.get({ pk: PK, sk: 'LEASE' }),
    incident: (more: Record<string, unknown> = {}) =>
      table.insert({
        pk: PK,
        sk: 'INCIDENT#old',
        targetId: 'orders',
        incidentId: 'old',
        status: 'open',
        executionArn: 'dead',
        attempts: 1,
        tried: ['2', '1'],
        signals: ['orders-faults'],
        timeline: [],
        ...more,
      }),
    old: () => table.get({ pk: PK, sk: 'INCIDENT#old' }),
    incidents: () => table.query(PK, 'INCIDENT#'),
  };
}

/** Mitigated two minutes ago, with version 1 proven and live. */
async function mitigated(changes: Record<string, unknown> = {}) {
  const here = scene();
  await here.lease({
    incidentId: 'old',
    cooldownUntil: here.world.now + 100_000,
    lastActionAt: here.world.now - 130_000,
  });
  const proven = { status: 'mitigated', verdict: 'Healed', provenAt: PROVEN_AT, toVersion: '1' };
  await here.incident({ ...proven, ...changes });
  return here;
}

describe('A new incident', () => {
  it('ends the watch over a mitigated one that another deployment has followed', async () => {
    const { open, old, world } = await mitigated({ toVersion: '7' });
    await open('early');
    expect(await old()).not.toHaveProperty('closedAt');
    world.now += 101_000;
    await open('late', alarmEvent({ at: '2026-03-14T09:31:30.000Z', newestDatapointAt: '2026-03-14T09:31:20.000Z' }));
    expect(await old()).toMatchObject({ status: 'mitigated', closedAt: expect.any(String) });
  });

  it('is on record with its signal and the page of that signal, is counted, and is one of the fleet', async () => {
    const { open, incidents, leaseNow, table, world } = scene();
    world.ring('orders-throttles');
    const event = alarmEvent({ alarmName: 'orders-throttles' });
    const opened = await open('me', event);

    expect(opened).toMatchObject({ outcome: 'opened', incident: { fencingToken: 1 } });
    expect(await incidents()).toMatchObject([
      {
        status: 'open',
        signals: ['orders-throttles'],
        runbookUrl: POLICY.runbooks['orders-throttles'],
        alarmAt: '2026-03-14T09:29:58.000Z',
        timeline: [{ what: 'signal' }],
      },
    ]);
    expect(await leaseNow()).toMatchObject({ holder: 'me', fencingToken: 1 });
    expect(await table.get({ pk: 'FLEET', sk: 'OPEN#orders' })).toMatchObject({ targetId: 'orders', at: world.now });
    expect(world.counted).toEqual(['incidents 1']);
  });

  it('is on record once, wherever the function dies', async () => {
    for (let changes = 1, died = true; died; changes++) {
      const { open, incidents, ports, leaseNow } = scene();
      const dying = dyingAfter(ports, changes);
      await open('me', alarmEvent(), makeHandler(dying.ports)).catch(() => {});
      died = dying.died();
      expect(await open()).toMatchObject({ outcome: 'opened' });
      expect(await incidents()).toMatchObject([{ status: 'open', signals: ['orders-faults'], timeline: [{}] }]);
      expect(await leaseNow()).toMatchObject({ holder: 'me' });
    }
  });

  it('ends what was left of an older cooldown', async () => {
    const { open, lease, leaseNow, world } = scene();
    await lease({ cooldownUntil: world.now - 1 });
    await open();
    expect(await leaseNow()).not.toHaveProperty('cooldownUntil');
  });
});

describe('The mode that counts', () => {
  it.each([
    ['the order of an operator', { mode: 'paused', at: 0 }, { cause: 'paused' }],
    ['the policy, once the order’s time is over', { mode: 'paused', until: 1, at: 0 }, { outcome: 'opened' }],
  ])('is %s', async (_what, order, expected) => {
    const { open, table } = scene();
    await table.insert({ pk: PK, sk: 'ORDER', by: 'ana', reason: 'sale', ...order });
    expect(await open()).toMatchObject(expected);
  });
});

describe('A signal of a mitigated incident', () => {
  it('re-opens it: same record, cooldown kept, the old verdict on the timeline only', async () => {
    const { open, old, incidents, leaseNow, world } = await mitigated();
    const cooldownUntil = world.now + 100_000;
    const opened = await open();

    expect(opened).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old', fencingToken: 5 } });
    expect(await incidents()).toHaveLength(1);
    const record = await old();
    expect(record).toMatchObject({
      status: 'open',
      executionArn: 'me',
      relapses: 1,
      attempts: 1,
      tried: ['2', '1'],
      timeline: [{ what: 'signal' }, { what: 'note', text: expect.stringMatching(/^Relapse: .* 120 s after/) }],
    });
    expect(record).not.toHaveProperty('provenAt');
    expect(record).not.toHaveProperty('verdict');
    expect(await leaseNow()).toMatchObject({ holder: 'me', cooldownUntil });
    expect(world.counted).toEqual([]);
    expect(world.notifications).toEqual([]);
  });

  it('re-opens it once, wherever the function dies', async () => {
    for (let changes = 1, died = true; died; changes++) {
      const { open, old, ports } = await mitigated();
      const dying = dyingAfter(ports, changes);
      await open('me', alarmEvent(), makeHandler(dying.ports)).catch(() => {});
      died = dying.died();
      await open();
      expect(await old()).toMatchObject({ status: 'open', relapses: 1, timeline: [{}, {}] });
    }
  });

  it.each<[string, Record<string, unknown>, (here: Awaited<ReturnType<typeof mitigated>>) => unknown]>([
    ['somebody has moved the alias since', {}, ({ lambda }) => lambda.deploy({ NEW: '1' })],
    ['somebody has added a weight', {}, ({ lambda }) => Object.assign(lambda.live ?? {}, { weights: { 2: 0.1 } })],
    ['it was proven longer ago than its alarms look back', { provenAt: '2026-03-14T09:24:59.000Z' }, () => {}],
    ['it was resolved', { status: 'resolved' }, () => {}],
  ])('is one of its own, to cool down first, when %s', async (_when, changes, arrange) => {
    const here = await mitigated(changes);
    arrange(here);
    expect(await here.open()).toMatchObject({ outcome: 'stoodDown', cause: 'cooldown' });
  });

  it('asks Lambda for the alias only when it matters', async () => {
    const watched = await mitigated();
    await watched.open();
    expect(watched.lambda.calls).toEqual(['alias']);
    const resolved = await mitigated({ status: 'resolved' });
    await resolved.open();
    expect(resolved.lambda.calls).toEqual([]);
  });
});

describe('The incident of a healer that died', () => {
  it('goes on, even by an echo or in a cooldown, and its question is void', async () => {
    const { open, lease, incident, old, leaseNow, world } = scene();
    const cooldownUntil = world.now + 100_000;
    await lease({ holder: 'dead', expiresAt: world.now, incidentId: 'old', lastActionAt: world.now, cooldownUntil });
    await incident({ question: { taskToken: 'void' }, asked: 1 });

    expect(await open()).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old' } });
    expect(await old()).toMatchObject({ status: 'open', executionArn: 'me', successions: 1, attempts: 1, asked: 1 });
    expect(await old()).not.toHaveProperty('question');
    expect(await leaseNow()).toMatchObject({ holder: 'me', cooldownUntil });
  });

  it('does not, once it is closed', async () => {
    const { open, lease, incident, old, world } = scene();
    await lease({ holder: 'dead', expiresAt: world.now, incidentId: 'old', lastActionAt: world.now });
    await incident({ status: 'resolved' });
    expect(await open()).toMatchObject({ outcome: 'stoodDown', cause: 'echo' });
    expect(await old()).toMatchObject({ status: 'resolved' });
  });
});

describe('An incident that waits', () => {
  it('for an answer goes on in its own execution only, with no new signal', async () => {
    const { open, lease, incident, old, leaseNow } = scene();
    await lease({ awaiting: { incidentId: 'old', executionArn: 'me' }, incidentId: 'old', seen: [] });
    await incident({ executionArn: 'me' });

    expect(await open('other')).toMatchObject({ cause: 'awaiting' });
    expect((await old())?.signals).toHaveLength(2);
    expect(await open('me')).toMatchObject({ outcome: 'opened', incident: { incidentId: 'old', fencingToken: 5 } });
    expect((await old())?.timeline).toHaveLength(1);
    expect(await leaseNow()).toMatchObject({ holder: 'me' });
    expect(await leaseNow()).not.toHaveProperty('awaiting');
  });

  it('in shadow takes the signal on its own timeline', async () => {
    const { open, lease, incident, old, incidents } = scene();
    await lease({ shadowing: 'old', incidentId: 'old' });
    await incident({ status: 'shadow' });
    expect(await open()).toMatchObject({ cause: 'shadowed' });
    expect(await incidents()).toHaveLength(1);
    expect(await old()).toMatchObject({ timeline: [{ stoodDown: expect.stringContaining('in shadow') }] });
  });
});

describe('A signal that joins an incident', () => {
  it('waits a moment for one that is just being put on record', async () => {
    const { open, lease, incident, old, ports, world } = scene();
    await lease({ holder: 'other', expiresAt: world.now + 60_000, incidentId: 'old' });
    const sleep = async (milliseconds: number) => {
      await ports.clock.sleep(milliseconds);
      await incident({ signals: ['orders-errors'] });
    };
    const run = makeHandler({ ...ports, clock: { ...ports.clock, sleep } });
    expect(await open('me', alarmEvent(), run)).toMatchObject({ cause: 'leased' });
    expect(await old()).toMatchObject({ signals: ['orders-errors', 'orders-faults'], attempts: 1 });
  });

  it('gets a record of its own when that one never comes, and leaves no half of it', async () => {
    const { open, lease, incidents, world } = scene();
    await lease({ holder: 'other', expiresAt: world.now + 60_000, incidentId: 'old' });
    expect(await open()).toMatchObject({ cause: 'leased' });
    expect(await incidents()).toMatchObject([{ status: 'stoodDown', signals: ['orders-faults'] }]);
  });
});

describe('A signal that is none', () => {
  it.each([
    ['of another target', 'payments-faults', 'is not a signal of target orders'],
    ['whose alarm is gone', 'orders-faults', 'does not exist'],
  ])('is an error: one %s', async (_which, alarmName, message) => {
    const { open, world } = scene();
    world.alarms = world.alarms.filter(({ name }) => name !== 'orders-faults');
    await expect(open('me', alarmEvent({ alarmName }))).rejects.toMatchObject({
      name: 'MalformedEvent',
      message: expect.stringContaining(message),
    });
  });
});
