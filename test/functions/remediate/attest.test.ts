import { makeHandler } from '../../../functions/remediate/attest';
import { FakeLambda, fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

const CLEAN = { FAILURE_RATE: '0' };

/** A patrol every minute; each visit sees what the version has served so far. */
function patrol(variables: Record<string, string> = CLEAN) {
  const lambda = new FakeLambda();
  lambda.deploy(variables);
  const fakes = fakePorts(lambda);
  const attest = makeHandler(fakes.ports);
  return {
    ...fakes,
    visit: async (seconds = 60) => {
      fakes.world.now += seconds * 1000;
      return attest({ targetId: POLICY.targetId });
    },
    entry: (version = '1') => fakes.table.get({ pk: 'TARGET#orders', sk: `VERSION#${version}` }),
  };
}

describe('A version becomes Healthy', () => {
  it('after enough requests for long enough with all signals OK, and CloudWatch is not asked again', async () => {
    const { visit, world, entry } = patrol();
    expect(await visit()).toMatchObject({
      state: 'Baking',
      reason: expect.stringContaining('seen live for the first time'),
    });
    world.served = { requests: 200, errors: 0 };
    expect((await visit()).state).toBe('Baking');
    expect((await visit()).state).toBe('Baking');
    expect(await visit()).toMatchObject({
      state: 'Healthy',
      reason: 'Version 1 is Healthy: 200 requests (30 wanted) with 0 errors in 180 s (180 s wanted), all signals OK.',
    });
    expect(await entry()).toMatchObject({
      state: 'Healthy',
      requests: 200,
      errors: 0,
      since: '2026-03-14T09:31:00.000Z',
    });

    const queries = world.trafficQueries;
    expect((await visit()).state).toBe('Healthy');
    expect(world.trafficQueries).toBe(queries);
  });

  it.each<[string, (here: ReturnType<typeof patrol>) => void, string]>([
    [
      'without traffic',
      ({ world }) => {
        world.served = { requests: 0, errors: 0 };
      },
      'not enough requests',
    ],
    [
      'with too little traffic',
      ({ world }) => {
        world.served = { requests: 29, errors: 0 };
      },
      'not enough requests',
    ],
    [
      'with invocation errors',
      ({ world }) => {
        world.served = { requests: 100, errors: 6 };
      },
      'more than 5 % errors',
    ],
    [
      'while a signal about faults knows nothing',
      ({ world }) => {
        world.alarms = world.alarms.map((alarm) => ({ ...alarm, state: 'INSUFFICIENT_DATA' }));
      },
      'not OK: orders-faults, orders-errors;',
    ],
    ['while a signal is missing', ({ world }) => void world.alarms.shift(), 'not OK: orders-faults'],
  ])('but never %s', async (_name, arrange, reason) => {
    const here = patrol();
    here.world.served = { requests: 100, errors: 0 };
    arrange(here);
    for (let visits = 0; visits < 8; visits++) await here.visit();
    expect(await here.visit()).toMatchObject({ state: 'Baking', reason: expect.stringContaining(reason) });
  });

  it('but never with an injected fault', async () => {
    const { visit, world } = patrol({ FAILURE_RATE: '0.01' });
    world.served = { requests: 1000, errors: 0 };
    for (let visits = 0; visits < 8; visits++) await visit();
    expect(await visit()).toMatchObject({
      state: 'Baking',
      reason: expect.stringContaining('carries FAILURE_RATE=0.01'),
    });
    expect(world.trafficQueries).toBe(0);
  });

  it.each<[string, (here: ReturnType<typeof patrol>) => unknown, number, string]>([
    ['an alarm', ({ world }) => world.ring('orders-errors'), 60, 'is live while orders-errors rings'],
    [
      'a shift',
      ({ lambda }) => void Object.assign(lambda.live ?? {}, { weights: { '2': 0.1 } }),
      60,
      'shares the alias with version 2',
    ],
    ['a gap', () => {}, 300, 'was not seen live for 300 s'],
    [
      'an incident',
      ({ table }) => table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: 'healer' } }),
      60,
      'is the subject of an open incident',
    ],
  ])('and starts anew after %s', async (_name, arrange, seconds, reason) => {
    const here = patrol();
    here.world.served = { requests: 100, errors: 0 };
    await here.visit();
    await here.visit();
    await arrange(here);
    expect(await here.visit(seconds)).toMatchObject({ state: 'Baking', reason: expect.stringContaining(reason) });
  });

  it('but not when it was quarantined in the same moment', async () => {
    const { visit, world, table, ports, entry } = patrol();
    world.served = { requests: 100, errors: 0 };
    for (let visits = 0; visits < 3; visits++) await visit();
    const { served } = ports.traffic;
    ports.traffic.served = async (query) => {
      await table.update({ pk: 'TARGET#orders', sk: 'VERSION#1' }, { set: { state: 'Quarantined' } });
      return served(query);
    };
    await visit();
    expect(await entry()).toMatchObject({ state: 'Quarantined' });
  });

  it('of which there is none when the alias is missing', async () => {
    const { visit, lambda } = patrol();
    lambda.live = undefined;
    expect(await visit()).toMatchObject({ version: null, reason: 'Alias live does not exist.' });
  });
});
