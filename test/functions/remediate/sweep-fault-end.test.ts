import { POLICY } from './support/policy';
import { ALIAS, sweepScene } from './support/sweep-scene';

describe('A target whose live version carries a fault with an end', () => {
  const UNTIL = '2026-03-14T09:29:00.000Z';
  const FAULTY = { FAILURE_RATE: '1', FAULT_UNTIL: UNTIL };

  /** The alias as the last visit to the version has noted it. */
  async function injected(variables: Record<string, string>) {
    const here = sweepScene();
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
