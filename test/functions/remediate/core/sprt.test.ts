import fc from 'fast-check';
import { MAX_PROBES, POLICY_DEFAULTS, successesToProve } from '../../../../functions/policy';
import { count, EMPTY_TALLY, judge, type Verdict } from '../../../../functions/remediate/core/judge';
import { logLikelihoodRatio, type SprtSettings, sprt } from '../../../../functions/remediate/core/sprt';

const DEFAULTS: SprtSettings = POLICY_DEFAULTS.prove;

/** Uniform in [0, 1), the same for the same seed: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Judges many services, each of which fails requests independently with the same probability. */
function simulate(failureRatio: number, settings: SprtSettings, services: number, seed = 1) {
  const random = chance(seed);
  const judgeSettings = { ...settings, windowSeconds: 60, maxProbes: MAX_PROBES };
  const ended: Record<Verdict, number> = { Healed: 0, NotHealed: 0, Inconclusive: 0 };
  let probes = 0;
  for (let service = 0; service < services; service++) {
    let tally = EMPTY_TALLY;
    let verdict: Verdict | null = null;
    while (verdict === null) {
      tally = count(tally, random() < failureRatio ? 'failure' : 'success');
      verdict = judge(tally, judgeSettings, 0).verdict;
    }
    ended[verdict] += 1;
    probes += tally.sent;
  }
  const share = (verdict: Verdict) => ended[verdict] / services;
  return {
    healed: share('Healed'),
    notHealed: share('NotHealed'),
    inconclusive: share('Inconclusive'),
    average: probes / services,
  };
}

/** The same without chance: probabilities of all numbers of failures, probe by probe. */
function exactly(failureRatio: number, settings: SprtSettings, maxProbes = MAX_PROBES) {
  const test = sprt(settings);
  let undecided = new Map([[0, 1]]);
  let healed = 0;
  let notHealed = 0;
  for (let probes = 1; probes <= maxProbes; probes++) {
    const next = new Map<number, number>();
    for (const [before, weight] of undecided) {
      for (const [failures, share] of [
        [before, 1 - failureRatio],
        [before + 1, failureRatio],
      ] as const) {
        const ratio = logLikelihoodRatio(test, { failures, successes: probes - failures });
        if (ratio <= test.lower) healed += weight * share;
        else if (ratio >= test.upper) notHealed += weight * share;
        else next.set(failures, (next.get(failures) ?? 0) + weight * share);
      }
    }
    undecided = next;
  }
  return { healed, notHealed };
}

/** Wald's bounds on the true errors. */
const worstFalseAlarm = ({ falseAlarm, falseHealed }: SprtSettings) => falseAlarm / (1 - falseHealed);
const worstFalseHealed = ({ falseAlarm, falseHealed }: SprtSettings) => falseHealed / (1 - falseAlarm);

/** What counting may show of a probability of at most `bound`: four standard deviations, exceeded once in 30000 tries. */
const withSlack = (bound: number, services: number) => bound + 4 * Math.sqrt((bound * (1 - bound)) / services);

/** Wald's expected number of probes at p, and what the overshoot of the last step can add to it. */
function expectedProbes(failureRatio: number, settings: SprtSettings, healed: number) {
  const test = sprt(settings);
  const step = failureRatio * test.perFailure + (1 - failureRatio) * test.perSuccess;
  const overshoot = step < 0 ? test.perSuccess : test.perFailure;
  return { least: (healed * test.lower + (1 - healed) * test.upper) / step, more: overshoot / step };
}

describe('The sequential test', () => {
  it('has the numbers of its documentation', () => {
    const { perFailure, perSuccess, upper, lower } = sprt(DEFAULTS);
    expect(perFailure).toBeCloseTo(2.996, 3);
    expect(perSuccess).toBeCloseTo(-0.213, 3);
    expect([upper, lower]).toEqual([expect.closeTo(4.595, 3), expect.closeTo(-4.595, 3)]);
    expect(successesToProve(POLICY_DEFAULTS.prove)).toBe(22);
    expect(expectedProbes(0.01, DEFAULTS, 0.99).least).toBeCloseTo(24.9, 1);
    expect(expectedProbes(0.2, DEFAULTS, 0.01).least).toBeCloseTo(10.5, 1);
  });

  it('adds up: order does not matter, good answers lower the sum and failures raise it', () => {
    const test = sprt(DEFAULTS);
    expect(logLikelihoodRatio(test, { successes: 0, failures: 0 })).toBe(0);
    expect(logLikelihoodRatio(test, { successes: 3, failures: 2 })).toBeCloseTo(3 * -0.2131 + 2 * 2.9957, 3);
  });

  const narrow = { healthyRatio: 0.01, brokenRatio: 0.1, falseHealed: 0.005, falseAlarm: 0.05 };
  const wide = { healthyRatio: 0.05, brokenRatio: 0.3, falseHealed: 0.02, falseAlarm: 0.02 };

  it.each([
    ['the defaults', DEFAULTS, 25.7, 13.1],
    ['a narrow gap', narrow, 71.7, 26.7],
    ['a wide gap', wide, 19.5, 14.0],
  ])(
    'with %s errs as seldom as it promises, in about as many probes as Wald expects',
    (_which, settings, atSound, atBroken) => {
      const services = 5_000;
      const sound = simulate(settings.healthyRatio, settings, services);
      const broken = simulate(settings.brokenRatio, settings, services);
      expect(sound.notHealed).toBeLessThanOrEqual(withSlack(worstFalseAlarm(settings), services));
      expect(broken.healed).toBeLessThanOrEqual(withSlack(worstFalseHealed(settings), services));
      for (const [ratio, { average, healed }, reported] of [
        [settings.healthyRatio, sound, atSound],
        [settings.brokenRatio, broken, atBroken],
      ] as const) {
        const { least, more } = expectedProbes(ratio, settings, healed);
        expect(average).toBeGreaterThan(0.97 * least);
        expect(average).toBeLessThan(1.03 * (least + more));
        expect(Math.abs(average - reported)).toBeLessThan(0.03 * reported);
      }
    },
  );

  it('practically never mistakes a service that fails 30 % for a sound one', () => {
    const { healed, notHealed, average } = simulate(0.3, DEFAULTS, 5_000);
    expect(healed).toBeLessThan(0.002);
    expect(notHealed).toBeGreaterThan(0.998);
    expect(average).toBeCloseTo(7.6, 0);
    expect(exactly(0.3, DEFAULTS).healed).toBeLessThan(0.0005);
  });

  it('decides in 22 probes for a service that never fails, in two for one that always does', () => {
    expect(simulate(0, DEFAULTS, 1)).toMatchObject({ healed: 1, average: 22 });
    expect(simulate(1, DEFAULTS, 1)).toMatchObject({ notHealed: 1, average: 2 });
  });

  it('calls a service between sound and broken either, and hardly ever runs out of probes', () => {
    const { healed, notHealed, inconclusive } = simulate(0.066, DEFAULTS, 5_000);
    expect(healed).toBeGreaterThan(0.4);
    expect(notHealed).toBeGreaterThan(0.4);
    expect(inconclusive).toBeLessThan(0.01);
  });

  const error = fc.double({ min: 0.001, max: 0.2, noNaN: true });
  const settings = fc
    .record({
      healthyRatio: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      gap: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      falseHealed: error,
      falseAlarm: error,
    })
    .map(({ gap, ...rest }) => ({ ...rest, brokenRatio: rest.healthyRatio + gap }));
  const further = fc.double({ min: 0, max: 1, noNaN: true });

  it('keeps its promise for all settings, however sound, however broken, and however few probes it is allowed', () => {
    fc.assert(
      fc.property(settings, further, fc.integer({ min: 1, max: MAX_PROBES }), (chosen, by, maxProbes) => {
        const sounder = chosen.healthyRatio * by;
        const worse = chosen.brokenRatio + (1 - chosen.brokenRatio) * by;
        expect(exactly(sounder, chosen, maxProbes).notHealed).toBeLessThanOrEqual(worstFalseAlarm(chosen) + 1e-9);
        expect(exactly(worse, chosen, maxProbes).healed).toBeLessThanOrEqual(worstFalseHealed(chosen) + 1e-9);
      }),
      { seed: 1945, numRuns: 100 },
    );
  });

  it('keeps it in simulation too', () => {
    const services = 500;
    fc.assert(
      fc.property(settings, fc.integer(), (chosen, seed) => {
        const { notHealed } = simulate(chosen.healthyRatio, chosen, services, seed);
        const { healed } = simulate(chosen.brokenRatio, chosen, services, seed);
        expect(notHealed).toBeLessThanOrEqual(withSlack(worstFalseAlarm(chosen), services));
        expect(healed).toBeLessThanOrEqual(withSlack(worstFalseHealed(chosen), services));
      }),
      { seed: 1945, numRuns: 25 },
    );
  });
});
