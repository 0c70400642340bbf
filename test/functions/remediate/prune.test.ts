import { makeHandler } from '../../../functions/remediate/prune';
import { fakePorts, named } from './support/fakes';
import { POLICY } from './support/policy';

const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
const entryKey = (version: string, targetId = 'orders') => ({ pk: `TARGET#${targetId}`, sk: `VERSION#${version}` });

/** Versions 1 to 6, all Healthy and 6 live; two are kept beside it, so that 1, 2 and 3 may go. */
async function shelf() {
  const fakes = fakePorts();
  const { lambda, table, world, ports } = fakes;
  for (let version = 1; version <= 6; version++) {
    lambda.deploy({ RELEASE: String(version) });
    await table.insert({ ...entryKey(String(version)), version: String(version), state: 'Healthy' });
  }
  world.policies.set('orders', { ...POLICY, keepHealthy: 2 });
  const run = makeHandler(ports);
  return {
    ...fakes,
    run: () => run({ targetId: 'orders' }),
    left: () => lambda.published.map(({ version }) => version).join(' '),
    known: async (targetId = 'orders') =>
      (await table.query(`TARGET#${targetId}`, 'VERSION#')).map(({ version }) => version).join(' '),
  };
}

describe('Pruning', () => {
  it('deletes what is not needed any more, forgets it, and logs why', async () => {
    const { run, left, known, world } = await shelf();
    expect(await run()).toMatchObject({ deleted: ['1', '2', '3'] });
    expect(left()).toBe('4 5 6');
    expect(await known()).toBe('4 5 6');
    expect(world.logged).toContainEqual(expect.stringContaining('Deleted: Version 1 (Healthy) is older than'));
    expect(await run()).toMatchObject({ deleted: [] });
  });

  it('does not even look where the policy keeps everything', async () => {
    const { run, left, world, lambda } = await shelf();
    world.policies.set('orders', { ...POLICY, keepHealthy: null });
    expect(await run()).toMatchObject({ deleted: [], reason: 'Its policy keeps all versions.' });
    expect(lambda.calls).toEqual([]);
    expect(left()).toBe('1 2 3 4 5 6');
  });

  it('takes a version that is already gone for deleted', async () => {
    const { run, known, lambda } = await shelf();
    const { deleteVersion } = lambda;
    lambda.deleteVersion = async (...call) => {
      await deleteVersion.apply(lambda, call);
      if (call[1] === '1') throw named('ResourceNotFoundException');
    };
    expect(await run()).toMatchObject({ deleted: ['1', '2', '3'] });
    expect(await known()).toBe('4 5 6');
  });

  it('leaves a version that an alias has come to name meanwhile, and goes on with the others', async () => {
    const { run, left, known, lambda } = await shelf();
    lambda.before.set('deleteVersion', () => {
      lambda.elsewhere = ['1'];
    });
    expect(await run()).toMatchObject({ deleted: ['2', '3'] });
    expect(left()).toBe('1 4 5 6');
    expect(await known()).toBe('1 4 5 6');
  });

  it('stops when somebody begins to work on the target', async () => {
    const { run, left, lambda, table } = await shelf();
    lambda.before.set('deleteVersion', () => {
      void table.update(LEASE, { set: { holder: 'heal' }, add: { revision: 1 } });
    });
    expect(await run()).toMatchObject({ deleted: ['1'] });
    expect(left()).toBe('2 3 4 5 6');
  });

  it.each(['open', 'mitigated'])(
    'minds what an undo of the last incident needs, and does nothing while it is open: %s',
    async (status) => {
      const { run, left, table } = await shelf();
      await table.insert({ ...LEASE, incidentId: 'last' });
      const before = { version: '2', weights: { '1': 0.1 } };
      await table.insert({ pk: 'TARGET#orders', sk: 'INCIDENT#last', status, before });
      await run();
      expect(left()).toBe(status === 'open' ? '1 2 3 4 5 6' : '1 2 4 5 6');
    },
  );

  it('forgets what somebody else has deleted, but nothing that an incident or an operator has said', async () => {
    const { run, known, table, lambda } = await shelf();
    await table.update(entryKey('2'), { set: { state: 'Quarantined', incidentId: 'i' } });
    await table.update(entryKey('3'), { set: { barrier: 'migration' } });
    lambda.published = lambda.published.filter(({ version }) => Number(version) > 3);
    expect(await run()).toMatchObject({ deleted: [] });
    expect(await known()).toBe('2 3 4 5 6');
  });

  it('does not forget a version that an operator marks in the same moment', async () => {
    const { run, known, table, lambda } = await shelf();
    lambda.before.set('deleteVersion', () => {
      void table.update(entryKey('1'), { set: { barrier: 'migration' } });
    });
    await run();
    expect(await known()).toBe('1 4 5 6');
  });

  it('keeps what another target on the same function could be rolled back to', async () => {
    const { run, left, world, table } = await shelf();
    world.policies.set('beta', { ...POLICY, targetId: 'beta', aliasName: 'beta', keepHealthy: 1 });
    await table.insert({ ...entryKey('2', 'beta'), version: '2', state: 'Healthy' });
    expect(await run()).toMatchObject({ deleted: ['1'] });
    expect(left()).toBe('2 3 4 5 6');
    world.policies.set('beta', { ...POLICY, targetId: 'beta', functionName: 'another', keepHealthy: null });
    expect(await run()).toMatchObject({ deleted: ['2', '3'] });
  });

  it('reports a target without a policy, and an error that is none of those it knows', async () => {
    const { run, world, lambda } = await shelf();
    lambda.before.set('deleteVersion', () => {
      throw named('AccessDeniedException');
    });
    await expect(run()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    world.policies.clear();
    await expect(run()).rejects.toMatchObject({ name: 'UnknownTarget' });
  });
});
