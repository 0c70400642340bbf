import { type MoveAliasInput, makeHandler } from '../../../functions/remediate/move-alias';
import { dyingAfter } from './support/crash';
import { fakePorts } from './support/fakes';

const PK = 'TARGET#orders';
const HOUR = 3_600_000;
const incident = { targetId: 'orders', incidentId: 'one', executionArn: 'execution', fencingToken: 1 };

/** Version 3 is live with all the traffic; version 2 is to get it. */
async function scene(lease: Record<string, unknown> = {}, record: Record<string, unknown> = {}) {
  const fakes = fakePorts();
  const { lambda, table, ports } = fakes;
  for (const N of ['1', '2', '3']) lambda.deploy({ N });
  await table.insert({ pk: PK, sk: 'LEASE', holder: 'execution', fencingToken: 1, revision: 1, ...lease });
  await table.insert({ pk: PK, sk: 'INCIDENT#one', attempts: 0, tried: [], timeline: [], ...record });
  const decision: MoveAliasInput['decision'] = {
    kind: 'rollBack',
    attempt: 1,
    fromVersion: '3',
    toVersion: '2',
    revisionId: lambda.live?.revisionId ?? '',
    reason: 'Version 3 fails.',
  };
  return {
    ...fakes,
    decision,
    move: (changes: Partial<MoveAliasInput['decision']> = {}, deps = ports) =>
      makeHandler(deps)({ incident, decision: { ...decision, ...changes } as MoveAliasInput['decision'] }),
    record: () => table.get({ pk: PK, sk: 'INCIDENT#one' }),
    leaseNow: () => table.get({ pk: PK, sk: 'LEASE' }),
  };
}

describe('Moving the alias', () => {
  it('is on record before it is done', async () => {
    const { move, decision, lambda, record, leaseNow } = await scene();
    const atTheMove: unknown[] = [];
    lambda.before.set('moveAlias', () => {
      atTheMove.push(record(), leaseNow());
    });
    await move();
    const [announced, lease] = await Promise.all(atTheMove);
    expect(announced).toMatchObject({
      attempts: 1,
      tried: ['3', '2'],
      acting: { attempt: 1, toVersion: '2', revisionId: decision.revisionId, triedBefore: [] },
      before: { version: '3', weights: {} },
    });
    expect(lease).toMatchObject({ lastActionAt: expect.any(Number), heals: [{ incidentId: 'one' }] });
  });

  it('is recorded with before and after, and so is the alias’s new revision', async () => {
    const { move, record, table, lambda } = await scene();
    expect(await move()).toMatchObject({ changed: true });
    expect(await record()).toMatchObject({
      actedAt: '2026-03-14T09:30:00.000Z',
      timeline: [{ what: 'action', before: { version: '3' }, after: { version: '2' } }],
    });
    const { revisionId } = lambda.live ?? {};
    expect(await table.get({ pk: PK, sk: 'ALIAS' })).toMatchObject({ version: '2', revisionId });
  });

  it('keeps the way back to before the first action of the incident', async () => {
    const { move, record, lambda } = await scene();
    await move();
    await move({ attempt: 2, fromVersion: '2', toVersion: '1', revisionId: lambda.live?.revisionId ?? '' });
    expect(await record()).toMatchObject({ before: { version: '3' }, attempts: 2, tried: ['3', '2', '1'] });
  });

  it('counts the incident once among the heals of the hour, and forgets older ones', async () => {
    const heals = [
      { incidentId: 'long ago', at: Date.parse('2026-03-14T09:30:00.000Z') - HOUR },
      { incidentId: 'before', at: Date.parse('2026-03-14T09:30:00.000Z') - HOUR + 1 },
    ];
    const { move, leaseNow, lambda, world } = await scene({ heals });
    const first = world.now;
    await move();
    expect((await leaseNow())?.heals).toEqual([heals[1], { incidentId: 'one', at: first }]);
    world.now += 60_000;
    await move({ attempt: 2, toVersion: '1', revisionId: lambda.live?.revisionId ?? '' });
    expect((await leaseNow())?.heals).toEqual([{ incidentId: 'one', at: first }]);
  });

  it('clears weights', async () => {
    const { move, lambda, record } = await scene();
    Object.assign(lambda.live ?? {}, { weights: { 3: 0.1 }, version: '2' });
    await move({ kind: 'clearWeights' });
    expect(lambda.live).toMatchObject({ version: '2', weights: {} });
    expect(await record()).toMatchObject({ before: { version: '2', weights: { 3: 0.1 } } });
  });

  it('takes back what it has announced when somebody else has moved it', async () => {
    const heals = [{ incidentId: 'before', at: Date.parse('2026-03-14T09:20:00.000Z') }];
    const { move, lambda, record, leaseNow } = await scene({ heals, lastActionAt: 7 }, { tried: ['9'], attempts: 0 });
    lambda.before.set('moveAlias', () => lambda.deploy({ N: '4' }));
    await expect(move()).rejects.toMatchObject({ name: 'AliasMoved' });
    expect(lambda.live?.version).toBe('4');
    expect(await record()).toMatchObject({ attempts: 0, tried: ['9'] });
    for (const field of ['acting', 'before', 'actedAt']) expect(await record()).not.toHaveProperty(field);
    expect(await leaseNow()).toMatchObject({ heals, lastActionAt: 7 });
  });

  it('does not touch the alias when the lease has gone over to another', async () => {
    const { move, lambda, table } = await scene();
    await table.update({ pk: PK, sk: 'LEASE' }, { set: { fencingToken: 2 } });
    await expect(move()).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(lambda.calls).not.toContain('moveAlias');
  });
});

describe('A move that is repeated', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('after it died with change %i happens once', async (changes) => {
    const { move, ports, lambda, record, leaseNow } = await scene();
    const dying = dyingAfter(ports, changes);
    await move({}, dying.ports).catch(() => {});
    await move();
    expect(lambda.calls.filter((call) => call === 'moveAlias')).toHaveLength(1);
    expect(await record()).toMatchObject({
      attempts: 1,
      tried: ['3', '2'],
      acting: { triedBefore: [] },
      before: { version: '3' },
    });
    expect((await leaseNow())?.heals).toHaveLength(1);
  });

  it('is not mistaken for a move by somebody else', async () => {
    const { move, record } = await scene();
    await move();
    expect(await move()).toMatchObject({ changed: false });
    expect(await record()).toMatchObject({ attempts: 1, before: { version: '3' } });
  });

  it('by another healer, after one that has moved nothing, is the same attempt', async () => {
    const acting = { attempt: 1, toVersion: '2', revisionId: 'any', triedBefore: ['9'] };
    const { move, record } = await scene({}, { attempts: 1, tried: ['9', '3', '2'], acting });
    await move({ toVersion: '1' });
    expect(await record()).toMatchObject({ attempts: 1, tried: ['9', '3', '1'], acting: { triedBefore: ['9'] } });
  });
});
