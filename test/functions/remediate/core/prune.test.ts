import fc from 'fast-check';
import { NO_LEASE } from '../../../../functions/remediate/core/lease';
import type { LedgerEntry } from '../../../../functions/remediate/core/ledger';
import { MAX_DELETIONS, prune, type Shelf } from '../../../../functions/remediate/core/prune';
import { baking, healthy, quarantined } from '../support/evidence';

/** Versions 1 to 8, all Healthy; 8 is live, and two are kept beside it: 6 and 7. */
const shelf = (changes: Partial<Shelf> = {}): Shelf => ({
  targetId: 'orders',
  keepHealthy: 2,
  versions: ['1', '2', '3', '4', '5', '6', '7', '8'],
  live: '8',
  aliased: new Set(['8']),
  undoable: new Set(),
  ledger: ['1', '2', '3', '4', '5', '6', '7', '8'].map((version) => healthy(version)),
  lease: NO_LEASE,
  incidentOpen: false,
  ...changes,
});

const without = (...states: LedgerEntry[]): LedgerEntry[] => {
  const other = new Map(states.map((entry) => [entry.version, entry]));
  return shelf().ledger.map((entry) => other.get(entry.version) ?? entry);
};

const deleted = (own: Shelf, ...others: Shelf[]): string[] =>
  prune(own, others).deletions.map(({ version }) => version);

describe('Pruning', () => {
  it('deletes what is older than the versions that are kept, oldest first, and says why', () => {
    const { deletions, reason } = prune(shelf(), []);
    expect(deletions.map(({ version }) => version)).toEqual(['1', '2', '3', '4', '5']);
    expect(deletions[0]?.reason).toBe(
      'Version 1 (Healthy) is older than the newest 2 Healthy ones before version 8, which reach back to 6.',
    );
    expect(reason).toBe('5 version(s) older than 6 are not needed any more.');
  });

  it('deletes a few at a time', () => {
    const versions = Array.from({ length: 30 }, (_, index) => String(index + 1));
    const many = shelf({ versions, live: '30', ledger: versions.map((version) => healthy(version)) });
    expect(deleted(many)).toHaveLength(MAX_DELETIONS);
  });

  it.each<[string, Partial<Shelf>, string[]]>([
    ['the live version, and all that is newer', { live: '4', aliased: new Set(['4']) }, ['1']],
    ['what another alias names, or gives a weight', { aliased: new Set(['8', '2', '4']) }, ['1', '3', '5']],
    ['a quarantined version', { ledger: without(quarantined('3')) }, ['1', '2', '4', '5']],
    ['a version with a barrier', { ledger: without(healthy('3', { barrier: 'migration' })) }, ['1', '2', '4', '5']],
    ['what an undo would put back', { undoable: new Set(['5']) }, ['1', '2', '3', '4']],
    ['Healthy ones as many as asked for', { ledger: without(baking('7'), quarantined('5')) }, ['1', '2', '3']],
    ['what is not on record but newer', { ledger: [healthy('4'), healthy('5'), healthy('8')] }, ['1', '2', '3']],
    ['Healthy ones that exist: what is gone does not count', { versions: ['1', '2', '6', '8'] }, ['1']],
  ])('keeps %s', (_what, changes, expected) => {
    expect(deleted(shelf(changes))).toEqual(expected);
  });

  it.each<[string, Partial<Shelf>, string]>([
    ['the policy says so', { keepHealthy: null }, 'Its policy keeps all versions.'],
    [
      'there are too few Healthy ones',
      { keepHealthy: 8 },
      '7 Healthy version(s) older than the live one, 8; 8 are kept.',
    ],
    [
      'a heal is under way',
      { lease: { ...NO_LEASE, holder: 'heal' } },
      'Nothing is deleted while an incident is open.',
    ],
    ['an incident is open that nobody holds', { incidentOpen: true }, 'Nothing is deleted while an incident is open.'],
    [
      'an incident waits for a person',
      { lease: { ...NO_LEASE, awaiting: { incidentId: 'i', executionArn: 'arn' } } },
      "Nothing is deleted while incident i waits for a person's approval.",
    ],
    [
      'the target is held',
      { lease: { ...NO_LEASE, heldBy: 'i' } },
      'Nothing is deleted while the target is held by incident i.',
    ],
    [
      'an incident is watched in shadow',
      { lease: { ...NO_LEASE, shadowing: 'i' } },
      'Nothing is deleted while incident i is watched in shadow.',
    ],
    ['the alias is gone', { live: null }, 'The alias does not exist, so it is not known which versions are needed.'],
  ])('deletes nothing when %s', (_when, changes, reason) => {
    expect(prune(shelf(changes), [])).toEqual({ deletions: [], reason });
  });

  it('keeps what another target on the same function needs', () => {
    const other = shelf({ targetId: 'beta', ledger: ['2', '3', '8'].map((version) => healthy(version)) });
    expect(deleted(shelf(), other)).toEqual(['1']);
    expect(prune(shelf(), [{ ...other, lease: { ...NO_LEASE, heldBy: 'i' } }])).toEqual({
      deletions: [],
      reason: 'Target beta: Nothing is deleted while the target is held by incident i.',
    });
  });
});

describe('Whatever there is, pruning', () => {
  const number = fc.integer({ min: 1, max: 15 });
  const some = fc.uniqueArray(number, { maxLength: 4 }).map((numbers) => new Set(numbers.map(String)));
  const entry = fc
    .tuple(
      number.map(String),
      fc.constantFrom(healthy, healthy, healthy, baking, quarantined),
      fc.integer({ max: 9, min: 0 }),
    )
    .map(([version, make, draw]) => make(version, draw === 0 ? { barrier: 'migration' } : {}));
  const arbitrary: fc.Arbitrary<Shelf> = fc.record({
    targetId: fc.constant('orders'),
    keepHealthy: fc.constantFrom(null, 1, 1, 2, 3),
    versions: fc.uniqueArray(number, { minLength: 5 }).map((numbers) => ['$LATEST', ...numbers.map(String)]),
    live: fc.option(fc.integer({ min: 5, max: 15 }).map(String), { freq: 10 }),
    aliased: some,
    undoable: some,
    ledger: fc.uniqueArray(entry, { selector: ({ version }) => version, minLength: 8 }),
    lease: fc.constantFrom(NO_LEASE, NO_LEASE, NO_LEASE, { ...NO_LEASE, holder: 'x' }, { ...NO_LEASE, heldBy: 'x' }),
    incidentOpen: fc.constantFrom(false, false, false, true),
  });
  const holds = (property: (own: Shelf, deletions: readonly string[], others: readonly Shelf[]) => void): void =>
    fc.assert(
      fc.property(arbitrary, fc.array(arbitrary, { maxLength: 1 }), (own, others) =>
        property(own, deleted(own, ...others), others),
      ),
      { numRuns: 1_000 },
    );

  it('happens at all', () => {
    let runs = 0;
    holds((_, deletions) => {
      if (deletions.length > 0) runs += 1;
    });
    expect(runs).toBeGreaterThan(30);
  });

  it('deletes only versions that exist, none twice, and few', () => {
    holds(({ versions }, deletions) => {
      expect(versions).toEqual(expect.arrayContaining([...deletions]));
      expect(deletions).not.toContain('$LATEST');
      expect(new Set(deletions).size).toBe(deletions.length);
      expect(deletions.length).toBeLessThanOrEqual(MAX_DELETIONS);
    });
  });

  it('never deletes what any target has live, what an alias names, what an undo needs, nor anything newer', () => {
    holds((own, deletions, others) => {
      for (const { live, aliased, undoable } of [own, ...others]) {
        for (const version of deletions) {
          expect(Number(version)).toBeLessThan(Number(live));
          expect(aliased).not.toContain(version);
          expect(undoable).not.toContain(version);
        }
      }
    });
  });

  it('never deletes a quarantined version nor one with a barrier', () => {
    holds((own, deletions, others) => {
      for (const one of [own, ...others].flatMap(({ ledger }) => ledger)) {
        if (one.state === 'Quarantined' || one.barrier !== undefined) expect(deletions).not.toContain(one.version);
      }
    });
  });

  it('never deletes one of the newest Healthy versions that are kept, nor anything that is not older than all of them', () => {
    holds((own, deletions, others) => {
      if (deletions.length === 0) return;
      for (const { keepHealthy, versions, ledger } of [own, ...others]) {
        const newest = ledger
          .filter(({ state, version }) => state === 'Healthy' && versions.includes(version))
          .map(({ version }) => Number(version))
          .sort((a, b) => b - a)
          .slice(0, keepHealthy ?? Number.POSITIVE_INFINITY);
        expect(newest).toHaveLength(keepHealthy ?? -1);
        expect(Math.max(...deletions.map(Number))).toBeLessThan(Math.min(...newest));
      }
    });
  });

  it('deletes nothing while anything is open or held, or a policy keeps all', () => {
    holds((own, deletions, others) => {
      const all = [own, ...others];
      const busy = all.some(({ lease, incidentOpen }) => incidentOpen || lease !== NO_LEASE);
      if (busy || all.some(({ keepHealthy }) => keepHealthy === null)) expect(deletions).toEqual([]);
    });
  });
});
