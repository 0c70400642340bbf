import { join } from 'node:path';
import type { Fault } from '../../local/faults/fault';
import { deployFleet, type Fleet } from './support/fleet';
import { releaseBrake, retire } from './support/operator';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, closedSince, kindsTold, stopAfter, watchMoves } from './support/trouble';

const HEALER = '-healer-';

/** Seconds in which a second healer has found and finished what the first one left. */
const SUCCESSION = 400;

describe('on a bad day of the cloud', () => {
  const moves = watchMoves();
  let fleet: Fleet;
  let used = 0;

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), 11, {
      observe: moves.observe,
    });
    const [first] = fleet.services;
    await first?.pass(61);
    for (const one of fleet.services) await attestByHand(one);
    if (first !== undefined) await releaseBrake(first);
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.cloud.faults.clear());

  /** One that nothing has happened to yet. */
  function next(): ProtectedService {
    const found = fleet.services[used];
    if (found === undefined) throw new Error('No more services');
    used += 1;
    return found;
  }

  it.each<[string, Fault]>([
    [
      'throttles every third call of Lambda',
      { kind: 'throttle', service: 'lambda', operation: '*', principal: HEALER, probability: 0.33 },
    ],
    [
      'fails before it moves the alias, again and again',
      { kind: 'serverError', service: 'lambda', operation: 'UpdateAlias', times: 4 },
    ],
    [
      'fails after it has moved the alias',
      { kind: 'serverError', service: 'lambda', operation: 'UpdateAlias', when: 'after', times: 4 },
    ],
    [
      'loses the answers of the table',
      {
        kind: 'serverError',
        service: 'dynamodb',
        operation: 'UpdateItem',
        when: 'after',
        principal: HEALER,
        probability: 0.3,
      },
    ],
  ])('which %s, one move and one attempt heal', async (_what, fault) => {
    const service = next();
    const traffic = service.traffic(1);
    await service.release({ FAILURE_RATE: '1' });
    fleet.cloud.faults.add({ ...fault, id: 'bad-day' });
    const incident = await closedSince(service, service.clock.now());
    expect(fleet.cloud.faults.list()[0]?.hits).toBeGreaterThan(0);
    expect(incident).toMatchObject({ status: 'mitigated', attempts: 1, fromVersion: '2', toVersion: '1' });
    expect(moves.byHealer(service)).toBe(1);
    expect((await service.get()).status).toBe(200);
    expect(await kindsTold(service)).toContain('healed');
    traffic.stop();
    await retire(service);
  });

  it('on which the topic takes no message of the healer, the alarm about failed heals calls a person, and the patrol tells them more when it can', async () => {
    const service = next();
    await service.enter('1', 'Quarantined');
    const traffic = service.traffic(1);
    await service.alarmNotifications();
    await service.release({ FAILURE_RATE: '1', RELEASE: 'bad' });
    await service.configureLatest({ RELEASE: 'unreleased' });
    fleet.cloud.faults.add({ kind: 'serverError', service: 'sns', operation: 'Publish', principal: HEALER });
    const incident = await closedSince(service, service.clock.now());
    expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(await service.lease()).toMatchObject({ heldBy: incident.incidentId });
    await service.pass(240);
    // That version 1 is live although it is quarantined may have been told before.
    expect(await kindsTold(service)).not.toContain('escalated');
    const subjects = (await service.alarmNotifications()).map(({ subject }) => subject);
    expect(subjects).toContainEqual(expect.stringContaining('healer-failed'));
    expect((await service.executions()).map(({ status }) => status)).toContain('FAILED');
    fleet.cloud.faults.clear();
    await service.pass(130);
    expect((await kindsTold(service)).filter((kind) => kind === 'escalated')).toHaveLength(1);
    traffic.stop();
    await retire(service);
  });

  it('on which every heal is stopped after another state, another one finishes it with one move', async () => {
    const states = ['Open incident', 'Diagnose', 'Try the candidate', 'Move alias', 'Prove recovery'];
    const stopped = states.map((state) => ({ state, service: next() }));
    const traffic = stopped.map(({ service }) => service.traffic(1));
    await Promise.all(stopped.map(({ service }) => service.release({ FAILURE_RATE: '1' })));
    const { clock } = fleet.services[0] as ProtectedService;
    const released = clock.now();
    await stopAfter(fleet, stopped);
    await clock.advanceTo(released + SUCCESSION * 1000);
    for (const { state, service } of stopped) {
      const [incident, ...others] = (await service.incidents()).filter(({ status }) => status !== 'stoodDown');
      expect([state, incident?.status, others.length]).toEqual([state, 'mitigated', 0]);
      expect(incident).toMatchObject({ attempts: 1, toVersion: '1' });
      expect([state, moves.byHealer(service)]).toEqual([state, 1]);
      expect((await service.get()).status).toBe(200);
      expect(await service.lease()).not.toHaveProperty('holder');
      expect((await kindsTold(service)).filter((kind) => kind === 'healed' || kind === 'escalated')).toHaveLength(1);
    }
    for (const one of traffic) one.stop();
  });
});
