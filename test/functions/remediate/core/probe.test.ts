import {
  type ProbeAnswer,
  type ProbeCircumstances,
  resultOf,
  SETTLE_SECONDS,
} from '../../../../functions/remediate/core/probe';

type Answered = Extract<ProbeAnswer, { kind: 'answer' }>;

const GOOD: Answered = { kind: 'answer', ok: true, version: '7', latencyMs: 40, coldStart: false };
const CRASH: ProbeAnswer = { kind: 'brokenOff', why: 'status 500 without x-version' };
/** In the middle of a run, with the intended version heard of and speed not judged. */
const reading = (answer: ProbeAnswer, circumstances: Partial<ProbeCircumstances> = {}) =>
  resultOf(answer, {
    intendedVersion: '7',
    seen: true,
    secondsAfterMove: 1,
    opensConnection: false,
    ...circumstances,
  });

describe('A probe', () => {
  it.each<[string, ProbeAnswer, string]>([
    ['answered well by the intended version', GOOD, 'success'],
    ['answered badly by the intended version', { ...GOOD, ok: false }, 'failure'],
    ['answered by another version', { ...GOOD, version: '6' }, 'otherVersion'],
    ['answered badly by another version', { ...GOOD, ok: false, version: '6' }, 'otherVersion'],
    ['answered by none that names itself', { ...GOOD, version: undefined }, 'otherVersion'],
    ['that did not get there', { kind: 'noAnswer', why: 'connect ECONNREFUSED' }, 'noAnswer'],
    ['broken off', CRASH, 'failure'],
  ])('%s is read as such', (_what, answer, result) => {
    expect(reading(answer)).toBe(result);
  });

  it('that is the first answer of the intended version only shows that the move has arrived', () => {
    expect(reading(GOOD, { seen: false })).toBe('warmUp');
    expect(reading({ ...GOOD, ok: false }, { seen: false })).toBe('warmUp');
  });

  it('that is broken off may be the work of the version before, for a few seconds', () => {
    const unseen = (secondsAfterMove: number) => reading(CRASH, { seen: false, secondsAfterMove });
    expect(unseen(SETTLE_SECONDS - 0.1)).toBe('otherVersion');
    expect(unseen(SETTLE_SECONDS)).toBe('failure');
  });

  it('is judged for latency only on request', () => {
    const slow = { ...GOOD, latencyMs: 1_501 };
    expect(reading(slow)).toBe('success');
    expect(reading(slow, { latencyMs: 1_500 })).toBe('slow');
    expect(reading({ ...slow, latencyMs: 1_500 }, { latencyMs: 1_500 })).toBe('success');
    expect(reading({ ...slow, ok: false }, { latencyMs: 1_500 })).toBe('failure');
  });

  it('of a cold start is not judged for latency, and is no success when it is slow', () => {
    const cold = { ...GOOD, coldStart: true };
    expect(reading({ ...cold, latencyMs: 1_501 }, { latencyMs: 1_500 })).toBe('warmUp');
    expect(reading(cold, { latencyMs: 1_500 })).toBe('success');
    expect(reading({ ...cold, ok: false }, { latencyMs: 1_500 })).toBe('failure');
  });

  it('over a new connection says nothing where speed is judged, fast or slow', () => {
    const fresh = { latencyMs: 1_500, opensConnection: true };
    expect(reading(GOOD, fresh)).toBe('warmUp');
    expect(reading({ ...GOOD, latencyMs: 1_501 }, fresh)).toBe('warmUp');
    expect(reading(GOOD, { opensConnection: true })).toBe('success');
  });
});
