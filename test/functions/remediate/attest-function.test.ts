import { patrol, served } from './support/attest-visits';
import { POLICY } from './support/policy';

describe('A target that has another function', () => {
  it('has nothing known of its versions, be it good or bad: they are numbered from 1 again', async () => {
    const { visit, entry, table, world } = patrol();
    await visit();
    const old = { pk: 'TARGET#orders', at: 0 };
    const healthy = { state: 'Healthy', rule: 'traffic', requests: 300, errors: 0, p95Ms: 20 };
    await table.insert({ ...old, sk: 'VERSION#5', version: '5', ...healthy, barrier: 'migration' });
    await table.insert({ ...old, sk: 'VERSION#6', version: '6', state: 'Quarantined', incidentId: 'one' });
    const policy = { ...POLICY, functionName: 'orders-function-2' };
    world.policies.set('orders', policy);
    expect((await visit()).protected).toBe(false);
    expect([(await entry('5'))?.state, (await entry('6'))?.state]).toEqual(['Baking', 'Baking']);
    expect(await entry('5')).not.toHaveProperty('barrier');
    expect(await entry('6')).not.toHaveProperty('incidentId');
    // Once: what is learnt from now on stays.
    await table.update({ pk: 'TARGET#orders', sk: 'VERSION#5' }, { set: healthy });
    await visit();
    expect((await entry('5'))?.state).toBe('Healthy');
  });

  it('does not lose what is known of it by a policy from before, which a patrol that was overtaken still has', async () => {
    const { visit, entry, table, world, ports } = patrol();
    await visit();
    world.policies.set('orders', { ...POLICY, functionName: 'orders-function-2' });
    await visit();
    const quarantined = { state: 'Quarantined', incidentId: 'one', barrier: 'migration' };
    await table.insert({ pk: 'TARGET#orders', sk: 'VERSION#6', version: '6', ...quarantined });
    const { find } = ports.policies;
    ports.policies.find = async (targetId, revision) => (revision === 'before' ? POLICY : find(targetId));
    await visit(60, { policyRevision: 'before' });
    expect(await entry('6')).toMatchObject(quarantined);
  });

  it('does not lose it either by what the sweep of such a patrol has handed on', async () => {
    const { visit, handover, entry, table, world } = patrol();
    await visit();
    const before = await handover();
    world.policies.set('orders', { ...POLICY, functionName: 'orders-function-2' });
    await visit();
    const quarantined = { state: 'Quarantined', incidentId: 'one', barrier: 'migration' };
    await table.insert({ pk: 'TARGET#orders', sk: 'VERSION#6', version: '6', ...quarantined });
    await visit(60, { handover: before });
    expect(await entry('6')).toMatchObject(quarantined);
  });

  it('has nothing entered into its ledger by a patrol that still goes by the one before altogether', async () => {
    const { visit, handover, entry, world, ports, lambda } = patrol();
    const alias = lambda.alias.bind(lambda);
    ports.lambda.alias = async ({ functionName }) =>
      functionName === POLICY.functionName ? { version: '6', weights: {}, revisionId: 'before' } : alias();
    await visit();
    const before = await handover();
    world.policies.set('orders', { ...POLICY, functionName: 'orders-function-2' });
    await visit();
    expect(await entry('6')).toMatchObject({ state: 'Baking' });
    const { find } = ports.policies;
    ports.policies.find = async (targetId, revision) => (revision === 'before' ? POLICY : find(targetId));
    const lastSight = await entry('6');
    expect(await visit(60, { handover: before, policyRevision: 'before' })).toMatchObject({ version: '1' });
    expect(await entry('6')).toEqual(lastSight);
  });
});

describe('A function that was made anew under the same name', () => {
  it('has nothing known of its versions either: one of the same number has other code', async () => {
    const { visit, entry, table, world, lambda } = patrol();
    world.served = served(200);
    for (let visits = 0; visits < 5; visits++) await visit();
    expect(await entry('1')).toMatchObject({ state: 'Healthy', codeSha256: 'code-1' });
    const quarantined = { state: 'Quarantined', incidentId: 'one' };
    await table.insert({ pk: 'TARGET#orders', sk: 'VERSION#6', version: '6', ...quarantined });

    lambda.published = lambda.published.map((version) => ({ ...version, codeSha256: 'code-2' }));
    lambda.live = { version: '1', weights: {}, revisionId: 'made-anew' };
    expect(await visit()).toMatchObject({ version: '1', state: 'Baking', protected: false });
    expect(await entry('6')).toMatchObject({ state: 'Baking' });

    for (let visits = 0; visits < 5; visits++) await visit();
    expect(await entry('1')).toMatchObject({ state: 'Healthy', codeSha256: 'code-2' });
  });

  it('is told by its code from one whose alias was moved away and back', async () => {
    const { visit, entry, world, lambda } = patrol();
    world.served = served(200);
    for (let visits = 0; visits < 5; visits++) await visit();
    lambda.live = { version: '1', weights: {}, revisionId: 'back again' };
    await visit();
    expect((await entry('1'))?.state).toBe('Healthy');
  });
});
