import { CLEAN, patrol, served, VERSION_1 } from './support/attest-visits';
import { POLICY } from './support/policy';

describe('A version becomes Healthy', () => {
  it('after enough requests for long enough with all signals OK, and CloudWatch is not asked again', async () => {
    const { visit, world, entry } = patrol();
    expect(await visit()).toMatchObject({
      state: 'Baking',
      reason: expect.stringContaining('seen live for the first time'),
    });
    world.served = served(200);
    expect((await visit()).state).toBe('Baking');
    expect((await visit()).state).toBe('Baking');
    expect(await visit()).toMatchObject({
      state: 'Healthy',
      reason: 'Version 1 is Healthy: 200 requests (30 wanted) with 0 errors in 180 s (180 s wanted), all signals OK.',
    });
    expect(await entry()).toMatchObject({
      state: 'Healthy',
      rule: 'traffic',
      requests: 200,
      errors: 0,
      p95Ms: 80,
      since: '2026-03-14T09:31:00.000Z',
    });

    const queries = world.trafficQueries;
    expect((await visit()).state).toBe('Healthy');
    expect(world.trafficQueries).toBe(queries);
  });

  it.each<[string, (here: ReturnType<typeof patrol>) => void, number, string]>([
    ['not long enough live', () => {}, 2, 'Version 1: not long enough; 60 s (180 s wanted).'],
    [
      'under a signal that knows nothing',
      ({ world }) => {
        world.alarms = world.alarms.map((alarm) => ({ ...alarm, state: 'INSUFFICIENT_DATA' }));
      },
      6,
      'Version 1: not OK: orders-faults, orders-errors; 300 s (180 s wanted).',
    ],
  ])('and CloudWatch is not asked while it is %s', async (_name, arrange, visits, reason) => {
    const here = patrol();
    here.world.served = served(100);
    arrange(here);
    for (let visit = 1; visit < visits; visit++) await here.visit();
    expect((await here.visit()).reason).toBe(reason);
    expect(here.world.trafficQueries).toBe(0);
  });

  it.each([
    ['alias is looked at', 'alias'],
    ['traffic is asked for', 'traffic'],
  ])(
    'but not in an incident that is opened while its %s, although the lease was read before',
    async (_when, moment) => {
      const { visit, world, lambda, table, ports, entry } = patrol();
      world.served = served(100);
      for (let visits = 0; visits < 3; visits++) await visit();
      const open = () => table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: 'healer' } });
      if (moment === 'alias') lambda.before.set('alias', () => void open());
      const { served: query } = ports.traffic;
      ports.traffic.served = async (asked) => {
        if (moment === 'traffic') await open();
        return query(asked);
      };
      expect(await visit()).toMatchObject({
        state: 'Baking',
        reason: 'Version 1 is the subject of an open incident; its baking starts now.',
      });
      expect(await entry()).toMatchObject({ state: 'Baking', since: new Date(world.now).toISOString() });
    },
  );

  describe('by what the sweep has handed on', () => {
    it('which is not read again while it bakes', async () => {
      const { visit, handover, table, world } = patrol();
      world.served = served(0);
      await visit();
      const handed = await handover();
      const { getAll } = table;
      table.getAll = async () => {
        throw new Error('not to be asked');
      };
      expect((await visit(60, { handover: handed })).reason).toContain('not long enough');
      table.getAll = getAll;
      expect(await table.get({ pk: 'TARGET#orders', sk: 'ALIAS' })).toMatchObject({ seenAt: world.now });
    });

    it('unless the alias was seen otherwise since: its last sight stays', async () => {
      const { visit, handover, table, lambda, world } = patrol();
      await visit();
      const before = await handover();
      lambda.deploy({ FAILURE_RATE: '0', RELEASE: 'next' });
      await visit();
      const since = world.now;
      await visit(60, { handover: before });
      expect(await table.get({ pk: 'TARGET#orders', sk: 'ALIAS' })).toMatchObject({
        version: '2',
        since,
        seenAt: world.now,
      });
    });

    it('and begins to bake again while a heal is at work', async () => {
      const { visit, handover, world } = patrol();
      world.served = served(100);
      for (let visits = 0; visits < 3; visits++) await visit();
      expect((await visit(60, { handover: { ...(await handover()), incidentOpen: true } })).reason).toContain(
        'is the subject of an open incident',
      );
    });
  });

  describe('by the signals that the sweep has found', () => {
    const found = (state: 'OK' | 'ALARM') => POLICY.signals.map((name) => ({ name, kind: 'faults' as const, state }));
    const ring = (world: ReturnType<typeof patrol>['world']) => {
      world.alarms = world.alarms.map((alarm) => ({ ...alarm, state: 'ALARM' }));
    };

    it('which are not asked for again while it bakes', async () => {
      const { visit, handover, world, ports } = patrol();
      world.served = served(0);
      ports.alarms.describe = async () => {
        throw new Error('not to be asked');
      };
      for (let visits = 0; visits < 5; visits++) await visit(60, { handover: await handover(found('OK')) });
      expect((await visit(60, { handover: await handover(found('OK')) })).reason).toContain('not enough requests');
      expect((await visit(60, { handover: await handover(found('ALARM')) })).reason).toContain(
        'is live while orders-faults, ',
      );
    });

    it('but not when one has come to ring since', async () => {
      const { visit, handover, world, entry } = patrol();
      world.served = served(100);
      for (let visits = 0; visits < 3; visits++) await visit(60, { handover: await handover(found('OK')) });
      ring(world);
      expect(await visit(60, { handover: await handover(found('OK')) })).toMatchObject({
        state: 'Baking',
        reason: expect.stringContaining('is live while orders-faults, '),
      });
      expect(await entry()).toMatchObject({ state: 'Baking' });
    });

    it('but not when one has come to know nothing since', async () => {
      const { visit, handover, world } = patrol();
      world.served = served(100);
      for (let visits = 0; visits < 3; visits++) await visit(60, { handover: await handover(found('OK')) });
      world.alarms = world.alarms.map((alarm) => ({ ...alarm, state: 'INSUFFICIENT_DATA' }));
      expect(await visit(60, { handover: await handover(found('OK')) })).toMatchObject({
        state: 'Baking',
        reason: expect.stringContaining('Version 1: not OK: orders-faults, '),
      });
    });

    it('and not by one that the policy names no more', async () => {
      const { visit, handover, world } = patrol();
      world.served = served(100);
      const gone = { name: 'orders-gone', kind: 'faults', state: 'ALARM' } as const;
      for (let visits = 0; visits < 3; visits++) await visit(60, { handover: await handover([...found('OK'), gone]) });
      expect(await visit(60, { handover: await handover([...found('OK'), gone]) })).toMatchObject({ state: 'Healthy' });
    });

    it.each([{ handover: null }, {}])('and by its own look where the sweep could not (%j)', async (asked) => {
      const { visit, world } = patrol();
      await visit(60, asked);
      ring(world);
      expect((await visit(60, asked)).reason).toContain('is live while orders-faults, ');
    });
  });

  it.each<[string, (here: ReturnType<typeof patrol>) => void, string]>([
    [
      'without traffic',
      ({ world }) => {
        world.served = served(0);
      },
      'not enough requests',
    ],
    [
      'with too little traffic',
      ({ world }) => {
        world.served = served(29);
      },
      'not enough requests',
    ],
    [
      'with invocation errors',
      ({ world }) => {
        world.served = served(100, 6);
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
    here.world.served = served(100);
    arrange(here);
    for (let visits = 0; visits < 8; visits++) await here.visit();
    expect(await here.visit()).toMatchObject({ state: 'Baking', reason: expect.stringContaining(reason) });
  });

  it('also when it has to wait for long: its traffic is then looked at in every fifth minute', async () => {
    const { visit, world } = patrol();
    world.served = served(29);
    const asked: number[] = [];
    for (let minute = 0; minute < 60; minute++) {
      const before = world.trafficQueries;
      await visit();
      if (world.trafficQueries > before) asked.push(minute);
    }
    const eachVisit = Array.from({ length: 31 }, (_, n) => n + 3);
    expect(asked).toEqual([...eachVisit, 35, 40, 45, 50, 55]);
    expect((await visit()).reason).toContain('not enough requests');
    expect(await visit()).toMatchObject({
      state: 'Baking',
      reason: 'Version 1: its traffic did not make it Healthy; it is looked at again in 240 s.',
    });
    world.served = served(30);
    for (let minute = 0; minute < 3; minute++) expect((await visit()).state).toBe('Baking');
    expect((await visit()).state).toBe('Healthy');
  });

  it('also when the look that was due failed: the next visit looks', async () => {
    const { visit, world, ports } = patrol();
    world.served = served(29);
    for (let minute = 0; minute < 40; minute++) await visit();
    world.served = served(30);
    const { served: query } = ports.traffic;
    ports.traffic.served = async () => {
      throw new Error('throttled');
    };
    await expect(visit()).rejects.toThrow('throttled');
    ports.traffic.served = query;
    expect((await visit()).state).toBe('Healthy');
  });

  it('but never with an injected fault', async () => {
    const { visit, world } = patrol({ FAILURE_RATE: '0.01' });
    world.served = served(1000);
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
    [
      'an incident that waits for a person',
      ({ table }) => table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { awaiting: { incidentId: 'i' } } }),
      60,
      'is the subject of an open incident',
    ],
  ])('and starts anew after %s', async (_name, arrange, seconds, reason) => {
    const here = patrol();
    here.world.served = served(100);
    await here.visit();
    await here.visit();
    await arrange(here);
    expect(await here.visit(seconds)).toMatchObject({ state: 'Baking', reason: expect.stringContaining(reason) });
  });

  it('but not when it was quarantined in the same moment', async () => {
    const { visit, world, table, ports, entry } = patrol();
    world.served = served(100);
    for (let visits = 0; visits < 3; visits++) await visit();
    const { served: query } = ports.traffic;
    ports.traffic.served = async (asked) => {
      await table.update(VERSION_1, { set: { state: 'Quarantined' } });
      return query(asked);
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

describe('What an operator has put on a version', () => {
  it('stays when its state changes', async () => {
    const { visit, world, table, entry } = patrol();
    world.served = served(200);
    await visit();
    await table.update(VERSION_1, { set: { barrier: 'migration' } });
    for (let visits = 0; visits < 3; visits++) await visit();
    expect(await entry()).toMatchObject({ state: 'Healthy', barrier: 'migration' });
  });

  it('is not put back when it was taken off in the same moment', async () => {
    const { visit, world, table, ports, entry } = patrol();
    for (let visits = 0; visits < 3; visits++) await visit();
    await table.update(VERSION_1, { set: { barrier: 'migration' } });
    const { served: query } = ports.traffic;
    ports.traffic.served = async (asked) => {
      await table.update(VERSION_1, { set: { barrier: undefined } });
      return query(asked);
    };
    world.served = served(3);
    await visit();
    expect(world.trafficQueries).toBe(1);
    expect(await entry()).not.toHaveProperty('barrier');
  });
});

describe('A target is protected', () => {
  it('while a Healthy version exists, and Lambda is not asked about a live one', async () => {
    const { visit, world, lambda } = patrol();
    world.served = served(200);
    expect((await visit()).protected).toBe(false);
    for (let visits = 0; visits < 4; visits++) await visit();
    const calls = lambda.calls.length;
    expect(await visit()).toMatchObject({ state: 'Healthy', protected: true });
    expect(lambda.calls.slice(calls)).toEqual(['alias']);
  });

  it('while a new version bakes in front of a Healthy one, unless that is gone', async () => {
    const { visit, lambda, table } = patrol();
    await table.insert({ ...VERSION_1, version: '1', state: 'Healthy' });
    lambda.deploy(CLEAN, 'code-2');
    expect(await visit()).toMatchObject({ version: '2', state: 'Baking', protected: true });
    lambda.published = lambda.published.filter(({ version }) => version !== '1');
    expect((await visit()).protected).toBe(false);
  });

  it('not by a version behind a barrier', async () => {
    const { visit, lambda, table } = patrol();
    await table.insert({ ...VERSION_1, version: '1', state: 'Healthy' });
    lambda.deploy(CLEAN, 'code-2');
    await visit();
    await table.update({ pk: 'TARGET#orders', sk: 'VERSION#2' }, { set: { barrier: 'migration' } });
    expect((await visit()).protected).toBe(false);
  });
});

it('Each visit notes since when the alias is as it is', async () => {
  const { visit, lambda, table, world } = patrol();
  const sighting = () => table.get({ pk: 'TARGET#orders', sk: 'ALIAS' });
  await visit();
  const first = world.now;
  await visit();
  expect(await sighting()).toMatchObject({ version: '1', since: first, seenAt: first + 60_000 });
  lambda.deploy(CLEAN, 'code-2');
  await visit();
  expect(await sighting()).toMatchObject({ version: '2', since: world.now, earliest: first + 60_000 });
});
