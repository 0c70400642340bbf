import { type ConcludeInput, makeHandler } from '../../../functions/remediate/conclude';
import { fakePorts, named } from './support/fakes';

const PK = 'TARGET#orders';
const incident = { targetId: 'orders', incidentId: 'one', executionArn: 'execution', fencingToken: 1 };
const PROVEN = {
  status: 'open',
  alarmAt: '2026-03-14T09:29:00.000Z',
  decidedAt: '2026-03-14T09:29:02.000Z',
  actedAt: '2026-03-14T09:29:03.500Z',
  provenAt: '2026-03-14T09:29:10.000Z',
  remedy: 'roll back',
  fromVersion: '3',
  toVersion: '1',
  verdict: 'Healed',
  tried: ['3', '2', '1'],
  acting: { attempt: 2 },
  signals: ['orders-faults', 'orders-faults'],
  reason: 'Version 3 fails.',
  timeline: [],
};

async function concluded(outcome: ConcludeInput['outcome'], record: Record<string, unknown> = {}) {
  const fakes = fakePorts();
  const { table, ports } = fakes;
  await table.insert({ pk: PK, sk: 'LEASE', holder: 'execution', fencingToken: 1, revision: 1 });
  await table.insert({ pk: PK, sk: 'INCIDENT#one', ...incident, ...PROVEN, attempts: 2, ...record });
  const run = () => makeHandler(ports, 'dev')({ incident, outcome, reason: 'because' });
  const output = await run();
  return { ...fakes, run, output, item: (sk: string) => table.get({ pk: PK, sk }) };
}

describe('A healed incident', () => {
  it('is mitigated; what was tried in vain is quarantined, and what was proven bakes', async () => {
    const { output, item } = await concluded('healed');
    expect(output.status).toBe('mitigated');
    expect(await item('INCIDENT#one')).toMatchObject({ status: 'mitigated' });
    expect(await item('INCIDENT#one')).not.toHaveProperty('acting');
    for (const version of ['2', '3']) {
      expect(await item(`VERSION#${version}`)).toMatchObject({ state: 'Quarantined', incidentId: 'one' });
    }
    expect(await item('VERSION#1')).toMatchObject({ state: 'Baking' });
  });

  it('gives the lease back for a cooldown', async () => {
    const { item, world } = await concluded('healed');
    expect(await item('LEASE')).toMatchObject({ cooldownUntil: world.now + 300_000 });
    expect(await item('LEASE')).not.toHaveProperty('holder');
  });

  it('is told once, with its times in the metrics', async () => {
    const { run, world } = await concluded('healed');
    await run();
    expect(world.notifications).toHaveLength(1);
    expect(world.counted).toEqual([
      'heals 1',
      'decideSeconds 2',
      'actSeconds 1.5',
      'proveSeconds 6.5',
      'timeToHealSeconds 10',
    ]);
  });

  it('is timed as far as is known', async () => {
    const { world } = await concluded('healed', { actedAt: undefined });
    expect(world.counted).toEqual(['heals 1', 'decideSeconds 2', 'timeToHealSeconds 10']);
  });

  it('is not timed after a relapse, which is no stretch of time', async () => {
    const { world } = await concluded('healed', { relapses: 1 });
    expect(world.counted).toEqual(['heals 1']);
    expect(world.notifications[0]?.body).toContain('Relapses: 1');
  });

  it('keeps its lease until people are told', async () => {
    const fakes = await concluded('stoodDown');
    await fakes.table.update({ pk: PK, sk: 'LEASE' }, { set: { holder: 'execution' } });
    await fakes.table.update({ pk: PK, sk: 'INCIDENT#one' }, { set: { status: 'open' } });
    fakes.world.notifyFails = named('NotFoundException');
    const run = makeHandler(fakes.ports, 'dev');
    await expect(run({ incident, outcome: 'healed', reason: '' })).rejects.toThrow('NotFoundException');
    expect(await fakes.item('LEASE')).toMatchObject({ holder: 'execution' });
  });
});

describe('An incident in shadow', () => {
  it('is watched from now on, and told once', async () => {
    const would = { kind: 'clearWeights', fromVersion: '3', toVersion: '2' };
    const { run, output, item, world } = await concluded('shadowed', { would });
    await run();
    expect(output.status).toBe('shadow');
    expect(await item('INCIDENT#one')).toMatchObject({ status: 'shadow', reason: 'because', would });
    expect(await item('LEASE')).toMatchObject({ shadowing: 'one' });
    expect(await item('LEASE')).not.toHaveProperty('holder');
    expect(world.notifications.map(({ subject }) => subject)).toEqual([
      'SHADOW: would clear weights 3 -> 2: orders (dev)',
    ]);
  });
});

describe('An incident with nothing to do', () => {
  it('is closed without a word to anybody', async () => {
    const { output, item, world } = await concluded('stoodDown');
    expect(output.status).toBe('stoodDown');
    expect(await item('INCIDENT#one')).toMatchObject({ status: 'stoodDown', closedAt: '2026-03-14T09:30:00.000Z' });
    expect(world.notifications).toEqual([]);
    expect(await item('LEASE')).not.toHaveProperty('cooldownUntil');
  });
});

describe('A conclusion by a heal that has lost its lease', () => {
  it('is refused while the incident is open', async () => {
    const { table, ports } = await concluded('stoodDown');
    await table.update({ pk: PK, sk: 'INCIDENT#one' }, { set: { status: 'open' } });
    const run = makeHandler(ports, 'dev');
    await expect(run({ incident, outcome: 'healed', reason: '' })).rejects.toMatchObject({ name: 'LeaseFreed' });
  });
});
