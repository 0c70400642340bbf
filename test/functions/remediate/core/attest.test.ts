import fc from 'fast-check';
import {
  attest,
  bake,
  MAX_ERROR_RATIO,
  MAX_GAP_SECONDS,
  refuseBeforeTraffic,
  type Sight,
} from '../../../../functions/remediate/core/attest';
import type { BakingEntry } from '../../../../functions/remediate/core/ledger';
import { NOW, signal } from '../support/evidence';

const WANTED = { minRequests: 30, minSeconds: 180 };
const TRAFFIC = { requests: 100, errors: 0, p95Ms: 80 };
const ENTRY: BakingEntry = { state: 'Baking', version: '2', since: NOW - 180_000, seenAt: NOW - 60_000 };

const sight = (changes: Partial<Sight> = {}): Sight => ({
  version: '2',
  codeSha256: 'code-2',
  weights: {},
  faults: {},
  signals: [signal('OK')],
  incidentOpen: false,
  now: NOW,
  ...changes,
});

describe('A version is Healthy', () => {
  it('on data, with all of them as its evidence', () => {
    expect(attest(ENTRY, sight(), TRAFFIC, WANTED)).toEqual({
      kind: 'healthy',
      entry: {
        state: 'Healthy',
        version: '2',
        since: ENTRY.since,
        healthyAt: NOW,
        rule: 'traffic',
        requests: 100,
        errors: 0,
        p95Ms: 80,
      },
      reason: 'Version 2 is Healthy: 100 requests (30 wanted) with 0 errors in 180 s (180 s wanted), all signals OK.',
    });
  });

  it.each<[string, Partial<Sight>, Partial<typeof TRAFFIC>, Partial<BakingEntry>, string]>([
    ['in silence', {}, { requests: 0 }, {}, 'not enough requests; 0 requests'],
    ['on too few requests', {}, { requests: 29 }, {}, 'not enough requests; 29 requests (30 wanted)'],
    ['too early', {}, {}, { since: NOW - 179_000 }, 'not long enough; 179 s (180 s wanted).'],
    ['with errors', {}, { errors: 6 }, {}, 'more than 5 % errors'],
    ['while a signal rings', { signals: [signal('ALARM')] }, {}, {}, 'is live while orders-faults rings'],
    [
      'while a signal about faults is silent',
      { signals: [signal('INSUFFICIENT_DATA')] },
      {},
      {},
      'not OK: orders-faults',
    ],
    ['with an injected fault', { faults: { FAILURE_RATE: '0.01' } }, {}, {}, 'carries FAILURE_RATE=0.01'],
    ['when nobody can tell whether it has one', { faults: null }, {}, {}, 'has an environment that cannot be read'],
    ['while it shares the alias', { weights: { '3': 0.1 } }, {}, {}, 'shares the alias with version 3'],
    ['in an incident', { incidentOpen: true }, {}, {}, 'is the subject of an open incident'],
    ['after a gap', {}, {}, { seenAt: NOW - 151_000 }, 'was not seen live for 151 s'],
  ])('but never %s', (_when, changes, traffic, entry, reason) => {
    const attestation = attest({ ...ENTRY, ...entry }, sight(changes), { ...TRAFFIC, ...traffic }, WANTED);
    expect(attestation).toEqual({ kind: 'notYet', reason: expect.stringContaining(reason) });
  });

  it('for a reason that is known before its traffic, or not: only then is that asked for', () => {
    const refusal = (changes: Partial<Sight>, entry: Partial<BakingEntry> = {}) =>
      refuseBeforeTraffic({ ...ENTRY, ...entry }, sight(changes), WANTED)?.reason;
    expect(refusal({})).toBeUndefined();
    expect(refusal({ faults: null })).toBe('Version 2: has an environment that cannot be read; 180 s (180 s wanted).');
    expect(refusal({ signals: [signal('INSUFFICIENT_DATA')] })).toBe(
      'Version 2: not OK: orders-faults; 180 s (180 s wanted).',
    );
    expect(refusal({}, { since: NOW - 120_000 })).toBe('Version 2: not long enough; 120 s (180 s wanted).');
  });

  it('although a signal about latency or throttles has no data: it has none on few samples, or without a throttled call', () => {
    const signals = (['latency', 'throttles'] as const).map((kind) => signal('INSUFFICIENT_DATA', { kind }));
    expect(attest(ENTRY, sight({ signals: [signal('OK'), ...signals] }), TRAFFIC, WANTED).kind).toBe('healthy');
  });

  it('never otherwise, whatever is seen', () => {
    const states = fc.constantFrom('OK', 'OK', 'OK', 'ALARM', 'INSUFFICIENT_DATA');
    const seen = fc.record({
      weights: fc.constantFrom({}, {}, {}, { '3': 0.1 }),
      faults: fc.constantFrom({}, {}, {}, null, { LATENCY_MS: '5' }),
      signals: fc.array(fc.tuple(fc.constantFrom('faults', 'latency', 'throttles'), states), { maxLength: 3 }),
      incidentOpen: fc.constantFrom(false, false, false, true),
      requests: fc.integer({ min: 0, max: 90 }),
      errors: fc.integer({ min: 0, max: 5 }),
      since: fc.integer({ min: NOW - 400_000, max: NOW }),
      seenAt: fc.integer({ min: NOW - 200_000, max: NOW }),
    });
    let attested = 0;
    fc.assert(
      fc.property(seen, ({ signals, requests, errors, since, seenAt, ...rest }) => {
        const found = signals.map(([kind, state]) => signal(state as 'OK', { kind: kind as 'faults' }));
        const entry = { ...ENTRY, since, seenAt };
        const seen = sight({ ...rest, signals: found });
        const result = attest(entry, seen, { requests, errors, p95Ms: null }, WANTED);
        const early = refuseBeforeTraffic(entry, seen, WANTED);
        // Not asked for, the traffic could not have changed it; asked for, the best of traffic suffices.
        if (early !== undefined) expect(result).toEqual(early);
        expect(attest(entry, seen, TRAFFIC, WANTED).kind).toBe(early === undefined ? 'healthy' : 'notYet');
        if (result.kind === 'notYet') return;
        attested += 1;
        expect(rest).toEqual({ weights: {}, faults: {}, incidentOpen: false });
        expect(found.filter(({ state, kind }) => state === 'ALARM' || (kind === 'faults' && state !== 'OK'))).toEqual(
          [],
        );
        expect(requests).toBeGreaterThanOrEqual(WANTED.minRequests);
        expect(errors / requests).toBeLessThanOrEqual(MAX_ERROR_RATIO);
        expect(NOW - since).toBeGreaterThanOrEqual(WANTED.minSeconds * 1000);
        expect(Math.round((NOW - seenAt) / 1000)).toBeLessThanOrEqual(MAX_GAP_SECONDS);
      }),
      { numRuns: 2_000 },
    );
    expect(attested).toBeGreaterThan(20);
  });
});

describe('The baking of a version', () => {
  it('begins when it is seen live for the first time', () => {
    expect(bake(undefined, sight())).toEqual({
      kind: 'restarted',
      entry: { state: 'Baking', version: '2', since: NOW, seenAt: NOW, codeSha256: 'code-2' },
      reason: 'Version 2 is seen live for the first time; its baking starts now.',
    });
  });

  it('goes on from patrol to patrol, and one may be missed', () => {
    const late = { ...ENTRY, seenAt: NOW - MAX_GAP_SECONDS * 1000 };
    expect(bake(late, sight())).toEqual({
      kind: 'baking',
      entry: { ...late, seenAt: NOW, codeSha256: 'code-2' },
      seenBefore: late.seenAt,
    });
  });

  it('begins anew after a gap', () => {
    expect(bake({ ...ENTRY, seenAt: NOW - (MAX_GAP_SECONDS + 1) * 1000 }, sight())).toMatchObject({
      kind: 'restarted',
      entry: { since: NOW },
    });
  });
});
