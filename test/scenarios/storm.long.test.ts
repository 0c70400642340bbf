import { join } from 'node:path';
import { deployFleet, type Fleet } from './support/fleet';
import { operate, releaseBrake } from './support/operator';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, kindsTold, ring, watchMoves } from './support/trouble';

const SIZE = 20;

describe(`${SIZE} targets that fail in the same minute`, () => {
  const moves = watchMoves();
  let fleet: Fleet;
  let first: ProtectedService;

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), SIZE, { observe: moves.observe });
    [first] = fleet.services as [ProtectedService];
    for (const service of fleet.services) await attestByHand(service);
    await Promise.all(fleet.services.map((service) => service.release({ FAILURE_RATE: '1' })));
    // What is live must have been seen before the alarms ring.
    await first.pass(61);
  });
  afterAll(() => fleet.close());

  async function failing(): Promise<ProtectedService[]> {
    const versions = await Promise.all(fleet.services.map((service) => service.liveVersion()));
    return fleet.services.filter((_service, index) => versions[index] === '2');
  }

  const moved = (): number => fleet.services.reduce((sum, service) => sum + moves.byHealer(service), 0);

  it('are held, and one message speaks for all', async () => {
    for (const service of fleet.services) await ring(service);
    await first.pass(45);
    const told = (await Promise.all(fleet.services.map(kindsTold))).flat();
    expect(told.filter((kind) => kind === 'storm')).toHaveLength(1);
    expect(told).not.toContain('escalated');
    const braked = await failing();
    // Those that were diagnosed before a third of all had failed.
    expect(braked.length).toBeGreaterThan(SIZE * 0.7);
    const held = await Promise.all(braked.map((service) => service.lease()));
    expect(held.filter(({ heldBy }) => heldBy !== undefined).length).toBeGreaterThan(SIZE * 0.6);

    const before = moved();
    for (const service of braked) await ring(service);
    await first.pass(45);
    expect(moved()).toBe(before);
    expect((await Promise.all(fleet.services.map(kindsTold))).flat()).toEqual([]);
  });

  it('are each healed with the brake off, once somebody has resumed them', async () => {
    await releaseBrake(first);
    await operate(first, 'resume', '--all', '--reason', 'each its own fault');
    // CloudWatch puts right what was set by hand, now and then before the healer has looked.
    for (let round = 0; round < 3; round++) {
      for (const service of await failing()) await ring(service);
      await first.pass(45);
    }
    expect(await failing()).toEqual([]);
    for (const service of fleet.services) {
      expect(moves.byHealer(service)).toBe(1);
      expect((await service.get()).status).toBe(200);
      const [healed] = (await service.incidents()).filter(({ status }) => status === 'mitigated');
      expect(healed).toMatchObject({ attempts: 1, fromVersion: '2', toVersion: '1' });
    }
  });
});
