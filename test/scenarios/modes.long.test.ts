import { join } from 'node:path';
import type { Traffic } from '../../local/traffic';
import { changePolicy, deployFleet, type Fleet } from './support/fleet';
import { mute, operate, releaseBrake, retire } from './support/operator';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, closedSince, kindsTold } from './support/trouble';

const TARGETS = ['paused', 'approved', 'denied', 'unanswered', 'overtaken', 'shadowed', 'muted', 'undone'] as const;
type TargetName = (typeof TARGETS)[number];

/** Seconds for which the first of them is paused. */
const PAUSE = 180;

describe('a bad release of each of several targets, in a mode of its own', () => {
  let fleet: Fleet;
  const traffic = new Map<TargetName, Traffic>();
  let releasedAt = 0;

  const target = (name: TargetName): ProtectedService => {
    const service = fleet.services[TARGETS.indexOf(name)];
    if (service === undefined) throw new Error(`No target ${name}`);
    return service;
  };

  /** Nothing more happens to it, so that what follows is quicker. */
  async function done(name: TargetName): Promise<void> {
    traffic.get(name)?.stop();
    await retire(target(name));
  }

  async function newest(name: TargetName) {
    const [incident] = (await target(name).incidents()).filter(({ status }) => status !== 'stoodDown');
    if (incident === undefined) throw new Error(`No incident of ${name}`);
    return incident;
  }

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), TARGETS.length);
    const { clock } = target('paused');
    await releaseBrake(target('paused'));
    await clock.advanceBy(61_000);
    for (const name of TARGETS) {
      await attestByHand(target(name));
      traffic.set(name, target(name).traffic(1));
      const { targetId } = target(name);
      if (['approved', 'denied', 'overtaken'].includes(name))
        await operate(target(name), 'mode', targetId, 'approve', '--reason', 'sale');
    }
    await changePolicy(target('unanswered'), { mode: 'approve', approvalSeconds: 60 });
    await operate(target('shadowed'), 'mode', target('shadowed').targetId, 'shadow', '--reason', 'on trial');
    await mute(target('muted'), true);
    await Promise.all(TARGETS.map((name) => target(name).release({ FAILURE_RATE: '1' })));
    releasedAt = clock.now();
    await operate(target('paused'), 'pause', target('paused').targetId, '--for', `${PAUSE}s`, '--reason', 'sale');
    await clock.advanceTo(releasedAt + 60_000);
  });
  afterAll(() => fleet.close());

  it('approve: is asked about without holding the lease, and other alarms wait for the answer', async () => {
    const service = target('approved');
    const asked = await service.notifications();
    expect(asked.map(({ attributes }) => attributes.kind)).toEqual(['approval']);
    expect(asked[0]?.text).toContain(`heal -- approve ${service.targetId} `);
    expect(await service.lease()).not.toHaveProperty('holder');
    expect(await service.liveVersion()).toBe('2');
    const incident = await newest('approved');
    // The slower alarms have rung by now, and the patrol has passed.
    expect(incident.signals.length).toBeGreaterThan(1);
    expect((await service.incidents()).filter(({ status }) => status === 'open')).toHaveLength(1);

    await operate(service, 'approve', service.targetId, '--note', 'go ahead');
    const healed = await closedSince(service, releasedAt);
    expect(healed).toMatchObject({ incidentId: incident.incidentId, status: 'mitigated', attempts: 1, toVersion: '1' });
    expect(healed.reason).toMatch(/^Approved by ana/);
    expect(healed.timeline.filter(({ what }) => what === 'evidence').length).toBeGreaterThanOrEqual(2);
    expect((await service.get()).status).toBe(200);
    expect(await kindsTold(service)).toEqual(['healed']);
    await done('approved');
  });

  it('approve: denied, is handed to a person and left alone', async () => {
    const service = target('denied');
    await operate(service, 'deny', service.targetId, '--note', 'we are on it');
    const denied = await closedSince(service, releasedAt);
    expect(denied).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(denied.reason).toMatch(/^Denied by ana \("we are on it"\)/);
    expect(await service.liveVersion()).toBe('2');
    expect(await kindsTold(service)).toEqual(['approval', 'escalated']);
    await done('denied');
  });

  it('approve: unanswered, is handed to a person at the deadline', async () => {
    const service = target('unanswered');
    const expired = await closedSince(service, releasedAt);
    expect(expired).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(expired.reason).toContain('Nobody answered within 60 s');
    expect(expired.question).toBeUndefined();
    expect(await service.liveVersion()).toBe('2');
    expect(await kindsTold(service)).toEqual(['approval', 'escalated']);
    expect(await service.lease()).toMatchObject({ heldBy: expired.incidentId });
    await done('unanswered');
  });

  it('approve: what has changed by the answer is looked at anew, and a newer release is not taken away', async () => {
    const service = target('overtaken');
    const fixed = await service.release({ FAILURE_RATE: '0', RELEASE: 'fixed' });
    await operate(service, 'approve', service.targetId);
    await service.pass(60);
    expect(await service.liveVersion()).toBe(fixed);
    const incident = await newest('overtaken');
    expect(incident).toMatchObject({ attempts: 0, approval: { answer: 'approved', by: 'ana' } });
    // The slow alarm still rings about the time before; it is waited for.
    expect(incident.reason).toMatch(/was moved to version 3 after the data|No signal is in ALARM/);
    expect((await service.get()).status).toBe(200);
    expect(await kindsTold(service)).toEqual(['approval']);
    await done('overtaken');
  });

  it('paused: is recorded and left alone, until the pause is over', async () => {
    const service = target('paused');
    const records = await service.incidents();
    const during = records.filter(({ openedAt }) => Date.parse(openedAt) < releasedAt + PAUSE * 1000);
    expect(during.length).toBeGreaterThan(0);
    for (const { status, reason } of during)
      expect([status, reason]).toEqual(['stoodDown', expect.stringContaining('paused')]);
    const healed = await closedSince(service, releasedAt);
    expect(Date.parse(healed.openedAt)).toBeGreaterThanOrEqual(releasedAt + PAUSE * 1000);
    expect(healed).toMatchObject({ status: 'mitigated', toVersion: '1', attempts: 1 });
    expect(await kindsTold(service)).toEqual(['healed']);
    await done('paused');
  });

  it('muted: is left alone without a word, and healed by the patrol once the alarms may act again', async () => {
    const service = target('muted');
    expect(await service.liveVersion()).toBe('2');
    expect(await service.notifications()).toEqual([]);
    await mute(service, false);
    const unmutedAt = service.clock.now();
    await service.pass(150);
    expect(await closedSince(service, unmutedAt)).toMatchObject({ status: 'mitigated', toVersion: '1' });
    expect(await kindsTold(service)).toEqual(['healed']);
    await done('muted');
  });

  it('armed: is healed; undone by an operator it stays as it was, and is healed again when it is resumed', async () => {
    const service = target('undone');
    const healed = await newest('undone');
    expect(healed).toMatchObject({ toVersion: '1', before: { version: '2' } });
    expect(await operate(service, 'undo', service.targetId, '--reason', 'not the cause')).toContain('HELD');
    const undoneAt = service.clock.now();
    await service.pass(90);
    expect(await service.liveVersion()).toBe('2');
    expect(
      (await service.incidents()).filter(
        ({ status, openedAt }) => status === 'open' && Date.parse(openedAt) > undoneAt,
      ),
    ).toEqual([]);
    await service.notifications();

    await operate(service, 'resume', service.targetId, '--reason', 'as it was');
    await service.pass(150);
    expect(await service.liveVersion()).toBe('1');
    expect((await service.get()).status).toBe(200);
    expect(await kindsTold(service)).toContain('healed');
    await done('undone');
  });

  it('shadow: is changed by nobody but people, and scored when the signals are OK', async () => {
    const service = target('shadowed');
    const incident = await newest('shadowed');
    expect(incident).toMatchObject({
      status: 'shadow',
      attempts: 0,
      would: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
    });
    expect(await service.liveVersion()).toBe('2');
    expect(await kindsTold(service)).toEqual(['shadow']);

    await service.point('1');
    traffic.get('shadowed')?.stop();
    // The slow alarm looks back a quarter of an hour.
    await service.pass(1_100);
    const scored = await newest('shadowed');
    expect(scored).toMatchObject({ incidentId: incident.incidentId, score: 'agreed' });
    expect(await kindsTold(service)).toEqual([]);
    await done('shadowed');
  });
});
