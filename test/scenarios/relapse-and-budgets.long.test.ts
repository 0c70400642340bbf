import { join } from 'node:path';
import { changePolicy, deployFleet, type Fleet, registeredPolicy } from './support/fleet';
import { operate, releaseBrake, retire } from './support/operator';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, closedSince, kindsTold, watchMoves } from './support/trouble';

/** Versions 1 to 3 fail alike for a while: what they all depend on is down. */
const OUTAGE_SECONDS = 120;

describe('what does not stay healed', () => {
  const moves = watchMoves();
  let fleet: Fleet;

  const service = (index: number): ProtectedService => {
    const found = fleet.services[index];
    if (found === undefined) throw new Error(`No service ${index}`);
    return found;
  };

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), 4, { observe: moves.observe });
    await releaseBrake(service(0));
    await service(0).pass(61);
    for (const one of fleet.services) await attestByHand(one);
  });
  afterAll(() => fleet.close());

  /** Makes every request of the target crash, whatever version it goes to. @returns ends that */
  function breakDown(target: ProtectedService): () => void {
    const id = fleet.cloud.faults.add({ kind: 'crash', function: target.output('FunctionName'), at: 'beforeHandler' });
    return () => fleet.cloud.faults.remove(id);
  }

  it('relapses within the window into the same incident, with its attempts counted, and ends with a person', async () => {
    const target = service(0);
    const traffic = target.traffic(1);
    await target.release({ FAILURE_RATE: '1' });
    const released = target.clock.now();
    const { incidentId } = await closedSince(target, released);
    expect(await kindsTold(target)).toEqual(['healed']);
    await target.pass(60);

    const repair = breakDown(target);
    await target.pass(OUTAGE_SECONDS);
    const during = (await target.incidents()).find((one) => one.incidentId === incidentId);
    expect(during?.relapses).toBe(1);
    await target.pass(120);
    repair();
    const [incident, ...others] = (await target.incidents()).filter(({ status }) => status !== 'stoodDown');
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ incidentId, status: 'escalated', relapses: 1 });
    expect(await kindsTold(target)).toEqual(['escalated']);
    expect(moves.byHealer(target)).toBe(1);
    expect(await target.liveVersion()).toBe('1');
    traffic.stop();
    await retire(target);
  });

  it('is handed to a person once its attempts are spent, and held until somebody resumes it', async () => {
    const target = service(2);
    // The candidates pass the preflight and fail the proof: the probes' page is missing.
    const { probe } = await registeredPolicy(target);
    await changePolicy(target, { probe: { kind: 'http', url: `${target.output('ApiUrl')}/missing` } });
    const second = await target.release({ RELEASE: 'second' });
    await attestByHand(target, second);
    const bad = await target.release({ FAILURE_RATE: '1', RELEASE: 'bad' });
    const traffic = target.traffic(1);
    const incident = await closedSince(target, target.clock.now());
    expect(incident).toMatchObject({ status: 'escalated', attempts: 2 });
    expect(incident.reason).toMatch(/budget is spent: 2 of 2 attempts/);
    expect(moves.byHealer(target)).toBe(2);
    expect(await kindsTold(target)).toEqual(['escalated']);
    await target.point(bad);
    await target.pass(150);
    expect(await target.liveVersion()).toBe(bad);
    expect(await kindsTold(target)).toEqual([]);

    await changePolicy(target, { probe });
    await operate(target, 'resume', target.targetId, '--reason', 'repaired');
    const resumed = target.clock.now();
    await target.pass(150);
    expect(await closedSince(target, resumed)).toMatchObject({ status: 'mitigated', fromVersion: bad });
    expect((await target.get()).status).toBe(200);
    traffic.stop();
    await retire(target);
  });

  it('is healed so often within an hour and no more', async () => {
    const target = service(3);
    await changePolicy(target, { budget: { attemptsPerIncident: 2, healsPerHour: 2, cooldownSeconds: 0 } });
    const traffic = target.traffic(1);
    for (const name of ['first', 'second']) {
      await target.release({ FAILURE_RATE: '1', RELEASE: name });
      expect(await closedSince(target, target.clock.now())).toMatchObject({ status: 'mitigated' });
    }
    const third = await target.release({ FAILURE_RATE: '1', RELEASE: 'third' });
    const incident = await closedSince(target, target.clock.now());
    expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(incident.reason).toContain('healed 2 times within the last hour (limit 2)');
    expect(await target.liveVersion()).toBe(third);
    expect(await kindsTold(target)).toEqual(['healed', 'healed', 'escalated']);
    traffic.stop();
    await retire(target);
  });

  it('fails anew after the window in an incident of its own', async () => {
    const target = service(1);
    const traffic = target.traffic(1);
    await target.release({ FAILURE_RATE: '1' });
    const first = await closedSince(target, target.clock.now());
    traffic.stop();
    // The slow alarm looks back a quarter of an hour.
    await target.pass(1_100);
    expect((await target.incidents()).find(({ incidentId }) => incidentId === first.incidentId)?.status).toBe(
      'resolved',
    );

    const again = target.traffic(1);
    const second = await target.release({ FAILURE_RATE: '1', RELEASE: 'second' });
    const incident = await closedSince(target, target.clock.now());
    expect(incident.incidentId).not.toBe(first.incidentId);
    expect(incident).toMatchObject({ status: 'mitigated', attempts: 1, fromVersion: second, toVersion: '1' });
    expect(incident.relapses ?? 0).toBe(0);
    again.stop();
  });
});
