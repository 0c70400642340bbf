import { undoOf } from '../../cli/undo-rule';
import { NO_LEASE } from '../../functions/remediate/core/lease';
import { HEALED } from './support/records';

const alias = (version: string, weights: Record<string, number> = {}) => ({ version, weights, revisionId: 'r' });
const SHIFT = { ...HEALED, before: { version: '1', weights: { '2': 0.1 } } };
const AWAITING = { incidentId: 'b', executionArn: 'arn' };

describe('an incident can be undone', () => {
  it('when the alias is as the heal left it', () => {
    expect(undoOf(HEALED, alias('1'), NO_LEASE)).toEqual({ kind: 'possible', before: HEALED.before });
  });

  it('into weights, when those were cleared', () => {
    expect(undoOf(SHIFT, alias('1'), NO_LEASE)).toEqual({ kind: 'possible', before: SHIFT.before });
  });

  it('also when the last decision was never carried out: what counts is the last action', () => {
    expect(undoOf({ ...HEALED, toVersion: '7' }, alias('1'), NO_LEASE).kind).toBe('possible');
  });

  it('by the version it went to, on a record without actions', () => {
    expect(undoOf({ ...HEALED, timeline: [] }, alias('1'), NO_LEASE).kind).toBe('possible');
  });
});

describe('an incident is not undone without force', () => {
  it.each([
    ['another version', alias('3'), 'it serves version 3, and the heal left version 1'],
    [
      'a new shift',
      alias('1', { '3': 0.25 }),
      'it serves version 1 and 25 % of version 3, and the heal left version 1',
    ],
  ])('once somebody has moved the alias since: %s', (_what, now, reason) => {
    expect(undoOf(HEALED, now, NO_LEASE)).toMatchObject({ kind: 'moved', reason: expect.stringContaining(reason) });
  });
});

describe('there is nothing to undo', () => {
  const { before: _, ...unmoved } = HEALED;

  it('when the alias is as it was before', () => {
    expect(undoOf(HEALED, alias('2'), NO_LEASE).kind).toBe('done');
    expect(undoOf(SHIFT, alias('1', { '2': 0.1 }), NO_LEASE).kind).toBe('done');
  });

  it.each([
    ['nothing was moved', unmoved, alias('1'), NO_LEASE, 'it moved nothing'],
    ['the alias is gone', HEALED, undefined, NO_LEASE, 'the alias does not exist any more'],
    [
      'a heal is at work',
      HEALED,
      alias('1'),
      { ...NO_LEASE, holder: 'h', incidentId: 'b' },
      'incident b is being healed',
    ],
    ['one is asked about', HEALED, alias('1'), { ...NO_LEASE, awaiting: AWAITING }, 'incident b waits for an answer'],
  ])('when %s', (_when, incident, now, lease, reason) => {
    expect(undoOf(incident, now, lease)).toMatchObject({
      kind: 'impossible',
      reason: expect.stringContaining(reason),
    });
  });
});
