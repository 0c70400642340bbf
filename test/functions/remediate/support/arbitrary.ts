import fc from 'fast-check';
import type { DecisionPolicy } from '../../../../functions/remediate/core/decision-policy';
import type { Evidence } from '../../../../functions/remediate/core/evidence';
import { baking, healthy, NOW, quarantined } from './evidence';
import { DECISION_POLICY } from './policy';

const VERSIONS = ['1', '2', '3', '4', '10'] as const;
const version = fc.constantFrom(...VERSIONS);

/** Mostly `usual`, so that rules that come late are reached as well. */
const seldom = <Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) });

const ago = (seconds: number) => fc.integer({ min: NOW - seconds * 1000, max: NOW });

const since = fc.oneof(
  fc.record({ earliest: fc.constant(undefined), latest: ago(90_000) }),
  fc.tuple(ago(900), fc.nat(120_000)).map(([latest, gap]) => ({ earliest: latest - gap, latest })),
);

const alias = fc
  .record({
    name: fc.constant('live'),
    version,
    weights: fc.constantFrom<Readonly<Record<string, number>>>({}, {}, {}, { '4': 0.1 }, { '10': 0.5 }),
    revisionId: fc.constantFrom('alias-revision', 'before'),
    since,
  })
  // Lambda refuses the same version twice.
  .map((one) => (one.version in one.weights ? { ...one, weights: {} } : one));

const versions = fc.uniqueArray(
  fc.record({
    version,
    codeSha256: fc.constantFrom('a', 'b'),
    faults: fc.constantFrom({}, {}, {}, { FAILURE_RATE: '1' }, null),
  }),
  { selector: (one) => one.version, minLength: 2 },
);

/** As an earlier release has left it, or with the version's code, or with that of one that is no more. */
const codeKnown = fc.constantFrom<{ codeSha256?: string }>({}, {}, { codeSha256: 'a' }, { codeSha256: 'b' });

const ledger = fc.uniqueArray(
  fc
    .tuple(
      version,
      fc.constantFrom(healthy, healthy, healthy, baking, quarantined),
      seldom('', 'orders migrated'),
      codeKnown,
    )
    .map(([name, entry, barrier, code]) => entry(name, { ...(barrier === '' ? {} : { barrier }), ...code })),
  { selector: (one) => one.version, minLength: 1 },
);

const signals = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('faults', 'faults', 'latency', 'throttles'),
    state: fc.constantFrom('OK', 'ALARM', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA'),
    newestBreachAt: fc.option(ago(600), { nil: undefined, freq: 9 }),
    spanSeconds: fc.constantFrom(30, 180, 300),
    periodSeconds: fc.constantFrom(10, 60, 300),
    rang: fc.boolean(),
  } as const),
  { maxLength: 3 },
);

const served = fc.uniqueArray(
  fc.record({
    version,
    requests: fc.nat(60),
    faults: fc.constantFrom(0, 0, 1, 30),
    p95Ms: fc.option(fc.integer({ min: 1, max: 4_000 })),
  }),
  { selector: (one) => one.version },
);

const approval = fc.record({
  answer: fc.constantFrom('approved', 'approved', 'approved', 'denied', 'none'),
  by: fc.constant('ann'),
  note: fc.constantFrom('', 'go'),
  remedy: fc.record({
    kind: fc.constantFrom('rollBack', 'rollBack', 'clearWeights', 'resetFault'),
    fromVersion: version,
    toVersion: fc.oneof(version, fc.constant(null)),
  }),
} as const);

const unjudged = fc.record({
  attempt: fc.constantFrom(1, 2),
  toVersion: version,
  revisionId: fc.constant('before'),
  triedBefore: fc.array(version, { maxLength: 1 }),
});

/** Anything that might be observed, and much that never will be. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  alias: fc.option(alias, { freq: 30 }),
  versions,
  latest: fc.record({
    codeSha256: fc.constantFrom('a', 'b'),
    revisionId: fc.constant('latest-revision'),
    updateStatus: seldom<Evidence['latest']['updateStatus']>('Successful', 'InProgress', 'Failed'),
    differences: fc.constantFrom([], [], ['code']),
  }),
  ledger,
  signals,
  served,
  preflights: fc.array(
    fc.record({ version, passed: fc.constantFrom(true, true, false), reason: fc.constant('2 of 2 failed.') }),
    {
      maxLength: 2,
    },
  ),
  approval: fc.option(approval, { freq: 2 }),
  asked: fc.nat(3),
  attempts: seldom(0, 1, 2, 3),
  unjudged: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: unjudged }),
  disproven: seldom(false, true),
  unseenProbes: seldom(0, 40),
  relapses: seldom(0, 1, 2, 3),
  healsLastHour: seldom(0, 2, 3, 7),
  cooldownUntil: seldom<number | undefined>(undefined, NOW - 1, NOW + 1, NOW + 250_000, NOW + 900_000),
  storm: seldom({ failing: 1, targets: 20 }, { failing: 6, targets: 20 }, { failing: 4, targets: 4 }),
  stackStatus: seldom<string | null>(null, 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS'),
  tried: fc.array(version, { maxLength: 1 }),
  races: seldom(0, 2, 3),
  openedAt: ago(700),
});

export const anyPolicy: fc.Arbitrary<DecisionPolicy> = fc.record({
  functionName: fc.constant('orders-function'),
  aliasName: fc.constant('live'),
  mode: fc.constantFrom('armed', 'armed', 'armed', 'approve', 'approve', 'shadow', 'paused'),
  approvalSeconds: fc.constant(900),
  prove: fc.constantFrom(DECISION_POLICY.prove, { ...DECISION_POLICY.prove, latencyMs: 1_500 }),
  budget: fc.constantFrom(
    { attemptsPerIncident: 2, healsPerHour: 3 },
    { attemptsPerIncident: 1, healsPerHour: 1 },
    { attemptsPerIncident: 10, healsPerHour: 60 },
  ),
  suspicionSeconds: fc.constantFrom(600, 21_600),
  codeDeploy: seldom<DecisionPolicy['codeDeploy']>(null, { applicationName: 'app', deploymentGroupName: 'group' }),
  stormShare: fc.constantFrom(0, 0.3, 1),
} as const);
