import { bake, type Cast, castFleet, kindsOf, type Part, textsOf, untilAllClosed } from './support/cast';

const BROKEN = { FAILURE_RATE: '1' };
/** A crash costs a process, and the alarms of a minute want five requests. */
const FEW_PER_SECOND = 0.25;
const TWO_PATROLS = 150;

const PARTS = ['outage', 'secondTry', 'oneTry', 'quarantined', 'onlyOne', 'barred', 'longLive'] as const;

describe('where there is no way back, or the first one leads nowhere', () => {
  let cast: Cast<(typeof PARTS)[number]>;

  beforeAll(async () => {
    cast = await castFleet(PARTS);
    const { outage, secondTry, oneTry, quarantined, onlyOne, barred, longLive } = cast.parts;
    const all = Object.values(cast.parts);
    await bake(all);
    for (const part of all) part.quiet();

    // Its second version serves for longer than the suspicion window.
    await longLive.policy({ suspicionSeconds: 120 });
    await longLive.release();
    await bake([longLive], '2');
    await longLive.service.pass(60);

    // Their troubles are not injected ones, as far as the healer can see: those it would reset.
    for (const part of [secondTry, oneTry]) await part.policy({ faultVariables: {}, preflight: null });
    await oneTry.policy({ budget: { attemptsPerIncident: 1, healsPerHour: 3, cooldownSeconds: 300 } });
    for (const part of [quarantined, barred]) await part.policy({ faultVariables: {} });
    await quarantined.quarantine('1');
    await Promise.all([
      outage.release(),
      goneBad(secondTry),
      goneBad(oneTry),
      quarantined.release(BROKEN),
      releasePast(barred),
    ]);
    for (const part of [secondTry, oneTry, quarantined, barred]) part.traffic(1);
    const down = [outage, onlyOne, longLive];
    for (const part of down) part.traffic(FEW_PER_SECOND);
    const ends = down.map((part) => part.outage());
    await untilAllClosed(all);
    for (const end of ends) end();
    for (const part of all) part.quiet();
  }, 300_000);
  afterAll(() => cast.close());

  /** What an escalation that has changed nothing looks like from outside. */
  async function expectEscalated(part: Part, liveVersion: string, reason: RegExp): Promise<void> {
    const { service } = part;
    const incident = await part.incident();
    expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(incident.reason).toMatch(reason);
    expect(textsOf(incident, 'action')).toEqual([]);
    expect(await service.alias()).toMatchObject({ FunctionVersion: liveVersion });
    expect(await service.lease()).toMatchObject({ heldBy: incident.incidentId });
    const told = await service.notifications();
    expect(kindsOf(told)).toEqual(['escalated']);
    expect(told[0]?.text).toContain(incident.reason);
    expect(told[0]?.text).toContain('Nothing was changed.');
  }

  it('an outage behind all versions moves no traffic, since the Healthy one fails as well', async () => {
    const { outage } = cast.parts;
    await expectEscalated(
      outage,
      '2',
      /^Version 1 would not help: Invoked directly, version 1 failed 2 of 2 times\. The cause is elsewhere/,
    );
    expect(await outage.service.ledger('1')).toBe('Healthy');
    expect(await outage.service.ledger('2')).not.toBe('Quarantined');
    expect((await outage.service.get()).status).toBe(200);
  });

  it('a Healthy version that has turned bad is found out, and the one behind it heals', async () => {
    const { service } = cast.parts.secondTry;
    const incident = await cast.parts.secondTry.incident();
    expect(incident).toMatchObject({ status: 'mitigated', verdict: 'Healed', toVersion: '1', attempts: 2 });
    expect(textsOf(incident, 'action')).toEqual([expect.stringContaining('3 -> 2'), expect.stringContaining('2 -> 1')]);
    expect(textsOf(incident, 'verdict')).toEqual([
      expect.stringMatching(/^NotHealed: /),
      expect.stringMatching(/^Healed: /),
    ]);
    expect([await service.ledger('2'), await service.ledger('3')]).toEqual(['Quarantined', 'Quarantined']);
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('with a budget of one attempt, that is the end of it and a person is called', async () => {
    const { service } = cast.parts.oneTry;
    const incident = await cast.parts.oneTry.incident();
    expect(incident).toMatchObject({ status: 'escalated', attempts: 1 });
    expect(incident.reason).toMatch(/^The budget is spent: 1 of 1 attempts without a lasting recovery; .*3, 2/);
    expect(await service.liveVersion()).toBe('2');
    const told = await service.notifications();
    expect(kindsOf(told)).toEqual(['escalated']);
    expect(told[0]?.text).toContain('1 attempt(s) made, the last: alias moved 3 -> 2.');
  });

  it('a version beyond the suspicion window is not rolled back, though an older one is Healthy', async () => {
    await expectEscalated(
      cast.parts.longLive,
      '2',
      /^Version 2 is Healthy and has been live unchanged for .* it is probably not the cause, so traffic was not moved\.$/,
    );
    expect((await cast.parts.longLive.service.get()).status).toBe(200);
  });

  it('an only version is left alone', async () => {
    await expectEscalated(
      cast.parts.onlyOne,
      '1',
      /^Version 1 is live while .* in ALARM, but no version can be rolled back to: there is no other version\.$/,
    );
  });

  it('a version behind a barrier is not gone back to, until somebody takes the barrier away', async () => {
    const { barred } = cast.parts;
    const reason = /1 is older than version 2, which must not be rolled back past \(scenario\)/;
    await expectEscalated(barred, '2', reason);
    await barred.heal('barrier', '2', '--remove');
    await expectHealedAfterResume(barred);
  });

  it('quarantined versions are not chosen, until an operator releases one of them', async () => {
    const { quarantined } = cast.parts;
    await expectEscalated(quarantined, '2', /no version can be rolled back to: 1 is quarantined by incident earlier\./);
    await quarantined.heal('release', '1');
    await quarantined.heal('attest', '1');
    await expectHealedAfterResume(quarantined);
  });

  async function expectHealedAfterResume(part: Part): Promise<void> {
    const { service } = part;
    part.traffic(1);
    await service.pass(60);
    await part.heal('resume');
    await service.pass(TWO_PATROLS);
    part.quiet();
    expect(await service.liveVersion()).toBe('1');
    expect((await service.get()).status).toBe(200);
    expect(await part.incident()).toMatchObject({ status: 'mitigated', fromVersion: '2', toVersion: '1' });
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  }
});

/** Version 2 is called Healthy and fails now and then; version 3 fails always. */
async function goneBad(part: Part): Promise<void> {
  const bad = await part.publish({ FAILURE_RATE: '0.5' });
  await part.heal('attest', bad);
  await part.release(BROKEN);
}

/** Version 2 has changed data in a way that version 1 cannot read, and fails. */
async function releasePast(part: Part): Promise<void> {
  const bad = await part.publish(BROKEN);
  await part.heal('barrier', bad);
  await part.point(bad);
}
