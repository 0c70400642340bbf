import { POLICY_DEFAULTS } from '../../../../functions/policy';
import { blame, describeServed, servedBy } from '../../../../functions/remediate/core/blame';
import { served } from '../support/evidence';

const SETTINGS = POLICY_DEFAULTS.prove;
const WITH_SPEED = { ...SETTINGS, latencyMs: 1_500 };

describe('What a version has served', () => {
  it.each([
    ['nothing', { requests: 0, p95Ms: null }, 'unknown'],
    ['21 good requests', { requests: 21 }, 'unknown'],
    ['22 good requests', { requests: 22 }, 'sound'],
    ['one fault', { requests: 1, faults: 1 }, 'unknown'],
    ['two faults of two', { requests: 2, faults: 2 }, 'broken'],
    ['a fault among many', { requests: 100, faults: 1 }, 'sound'],
    ['one in five, of 40', { requests: 40, faults: 8 }, 'broken'],
    ['what lies between sound and broken', { requests: 40, faults: 2 }, 'unknown'],
    ['more faults than requests, which are counted later', { requests: 0, faults: 5 }, 'broken'],
  ])('of %s says: %o is %s', (_, changes, expected) => {
    expect(blame(served('2', changes), SETTINGS)).toBe(expected);
  });

  it.each([
    ['is slow', { requests: 20, p95Ms: 1_501 }, 'broken'],
    ['is as slow as allowed', { requests: 22, p95Ms: 1_500 }, 'sound'],
    ['is unknown', { requests: 22, p95Ms: null }, 'sound'],
  ])('is judged for speed where the policy asks for it: %s', (_, changes, expected) => {
    expect(blame(served('2', changes), WITH_SPEED)).toBe(expected);
  });

  it('is not judged for speed otherwise', () => {
    expect(blame(served('2', { p95Ms: 60_000 }), SETTINGS)).toBe('sound');
  });

  it('is nothing when it is not known', () => {
    expect(servedBy([served('1')], '2')).toEqual({ version: '2', requests: 0, faults: 0, p95Ms: null });
    expect(servedBy([served('1')], '1')).toEqual(served('1'));
  });

  it('is told in numbers', () => {
    expect(describeServed(served('1', { faults: 12, p95Ms: 209.6 }))).toBe('12 of 40 requests failed, p95 210 ms');
    expect(describeServed(served('1', { p95Ms: null }))).toBe('0 of 40 requests failed');
  });
});
