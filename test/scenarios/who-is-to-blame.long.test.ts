import { bake, type Cast, castFleet, kindsOf, type Part, textsOf, untilAllClosed } from './support/cast';

const BROKEN = { FAILURE_RATE: '1' };

const PARTS = ['newSide', 'oldSide', 'noThird', 'partly', 'slow', 'crashing', 'hanging', 'byHand'] as const;

describe('whoever is to blame', () => {
  let cast: Cast<(typeof PARTS)[number]>;

  beforeAll(async () => {
    cast = await castFleet(PARTS);
    const { newSide, oldSide, noThird, partly, slow, crashing, hanging, byHand } = cast.parts;
    const parts = Object.values(cast.parts);
    await bake(parts.filter((part) => part !== noThird));
    await Promise.all([
      canary(newSide, '1', await newSide.publish(BROKEN)),
      canaryOverBad(oldSide),
      canaryOverBad(noThird),
      partly.release({ FAILURE_RATE: '0.3' }),
      slow.release({ LATENCY_MS: '2000', LATENCY_RATE: '1' }),
      crashing.release({ ...BROKEN, FAILURE_MODE: 'crash' }),
      hanging.release({ ...BROKEN, FAILURE_MODE: 'timeout' }),
      byHand.ring('fault-ratio'),
    ]);
    for (const part of parts) part.traffic(1);
    // The latency alarm wants 20 requests in ten seconds.
    slow.traffic(3);
    await untilAllClosed(parts.filter((part) => part !== byHand));
    await byHand.service.pass(60);
  }, 300_000);
  afterAll(() => cast.close());

  it('the new side of a shift loses its weight when it is the bad one; the old side keeps the traffic', async () => {
    const { service } = cast.parts.newSide;
    expect(await cast.parts.newSide.incident()).toMatchObject({
      status: 'mitigated',
      remedy: 'clear weights',
      fromVersion: '2',
      toVersion: '1',
      verdict: 'Healed',
      before: { version: '1', weights: { '2': 0.3 } },
    });
    expect(textsOf(await cast.parts.newSide.incident(), 'decision').at(-1)).toMatch(
      /shift is in progress: version 1 with 70 % .*\(0 of \d+ requests failed.*version 2 with 30 % .*; version 2 is the bad side/,
    );
    expect(await service.alias()).toMatchObject({ FunctionVersion: '1' });
    expect((await service.alias()).RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    expect(await service.ledger('2')).toBe('Quarantined');
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('the old side of a shift gives way to a Healthy third version, not to the new side on the healer’s own account', async () => {
    const { service } = cast.parts.oldSide;
    expect(await cast.parts.oldSide.incident()).toMatchObject({
      status: 'mitigated',
      remedy: 'roll back',
      fromVersion: '2',
      toVersion: '1',
      before: { version: '2', weights: { '3': 0.3 } },
    });
    expect(textsOf(await cast.parts.oldSide.incident(), 'decision').at(-1)).toMatch(
      /version 2 is the bad side, the other one is not Healthy, and version 1 is the newest other Healthy one/,
    );
    expect((await service.alias()).RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    expect(await service.ledger('2')).toBe('Quarantined');
    expect(await service.ledger('3')).not.toBe('Quarantined');
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('without a third version a person decides whether to complete the shift', async () => {
    const { service } = cast.parts.noThird;
    const { status, reason, attempts } = await cast.parts.noThird.incident();
    expect({ status, attempts }).toEqual({ status: 'escalated', attempts: 0 });
    expect(reason).toMatch(
      /version 2 is the bad side, the other one is not Healthy, and no other version can be rolled back to: 1 is still baking/,
    );
    expect(await service.alias()).toMatchObject({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { '3': 0.3 } },
    });
    const [told, ...more] = await service.notifications();
    expect(more).toEqual([]);
    expect(told?.attributes.kind).toBe('escalated');
    expect(told?.text).toContain(reason);
  });

  it.each([
    ['fails 30 % of its requests', 'partly', /fault-ratio/],
    ['is slow and nothing else', 'slow', /latency/],
    ['crashes', 'crashing', /fault-ratio|lambda-errors|api-5xx/],
    ['hangs until it is ended', 'hanging', /fault-ratio|lambda-errors|api-5xx/],
  ] as const)('a release that %s is rolled back, and the recovery is proven', async (_what, name, signal) => {
    const { service } = cast.parts[name];
    const incident = await cast.parts[name].incident();
    expect(incident).toMatchObject({
      status: 'mitigated',
      verdict: 'Healed',
      remedy: 'roll back',
      fromVersion: '2',
      toVersion: '1',
      attempts: 1,
    });
    expect(incident.signals.join()).toMatch(signal);
    expect(textsOf(incident, 'verdict')).toEqual([
      expect.stringMatching(
        /^Healed: .*log-likelihood ratio -\d\.\d\d, bound -\d\.\d\d \(.* probes in \d+ s: 2\d good, 0 failed/,
      ),
    ]);
    expect(await service.liveVersion()).toBe('1');
    expect(await service.ledger('2')).toBe('Quarantined');
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('an alarm that somebody sets off by hand moves nothing, and disturbs nobody', async () => {
    const { service } = cast.parts.byHand;
    expect(await service.liveVersion()).toBe('1');
    expect(await service.ledger('1')).toBe('Healthy');
    expect((await service.incidents()).map(({ status, attempts }) => ({ status, attempts }))).toEqual([
      { status: 'stoodDown', attempts: 0 },
    ]);
    expect(await service.lease()).not.toHaveProperty('holder');
    expect(await service.alarmStates()).toMatchObject({ 'dev-service-08-fault-ratio': 'OK' });
    expect(await service.notifications()).toEqual([]);
  });
});

const canary = (part: Part, old: string, added: string): Promise<void> =>
  part.point(old, { version: added, weight: 0.3 });

/** The alias names a bad version, and a sound one has begun to take over from it. */
async function canaryOverBad(part: Part): Promise<void> {
  const bad = await part.publish(BROKEN);
  const sound = await part.publish();
  await canary(part, bad, sound);
}
