import { ALIAS, DEAD, LEASE, sweepScene } from './support/sweep-scene';

describe('A target that was watched in shadow', () => {
  /** Version 2 was live when the healer would have gone back to 1. */
  async function inShadow(would: object = { kind: 'rollBack', fromVersion: '2', toVersion: '1' }) {
    const here = sweepScene();
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
    const { visit, leave, dead, lease } = sweepScene();
    await leave({ holder: DEAD, expiresAt: 0 }, { status: 'shadow' });
    dead();
    expect(await visit()).toMatchObject({ action: 'freeLease' });
    expect(await lease()).toMatchObject({ shadowing: 'old' });
  });
});
