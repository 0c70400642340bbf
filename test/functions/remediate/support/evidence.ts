import type {
  AliasEvidence,
  Evidence,
  ServedEvidence,
  SignalEvidence,
  VersionEvidence,
} from '../../../../functions/remediate/core/evidence';
import type { BakingEntry, HealthyEntry, QuarantinedEntry } from '../../../../functions/remediate/core/ledger';

export const NOW = Date.parse('2026-03-14T09:30:00.000Z');

export const version = (name: string, changes: Partial<VersionEvidence> = {}): VersionEvidence => ({
  version: name,
  codeSha256: `code-${name}`,
  faults: {},
  ...changes,
});

export const healthy = (name: string, changes: Partial<HealthyEntry> = {}): HealthyEntry => ({
  state: 'Healthy',
  version: name,
  since: NOW - 900_000,
  healthyAt: NOW - 600_000,
  rule: 'traffic',
  requests: 300,
  errors: 0,
  p95Ms: 20,
  ...changes,
});

export const quarantined = (name: string, changes: Partial<QuarantinedEntry> = {}): QuarantinedEntry => ({
  state: 'Quarantined',
  version: name,
  quarantinedAt: NOW - 600_000,
  incidentId: '20260314T091000000Z-00000000',
  ...changes,
});

export const baking = (name: string, changes: Partial<BakingEntry> = {}): BakingEntry => ({
  state: 'Baking',
  version: name,
  since: NOW - 60_000,
  seenAt: NOW - 10_000,
  ...changes,
});

/** A high-resolution alarm of 2 of 3 periods of 10 s, whose newest breaching data are from after the alias's last change. */
export const signal = (state: SignalEvidence['state'], changes: Partial<SignalEvidence> = {}): SignalEvidence => ({
  name: 'orders-faults',
  kind: 'faults',
  state,
  newestBreachAt: NOW - 20_000,
  spanSeconds: 30,
  periodSeconds: 10,
  rang: true,
  ...changes,
});

/** Live for ten minutes, as far as anybody knows. */
export const alias = (changes: Partial<AliasEvidence> = {}): AliasEvidence => ({
  name: 'live',
  version: '2',
  weights: {},
  revisionId: 'alias-revision',
  since: { earliest: NOW - 660_000, latest: NOW - 600_000 },
  ...changes,
});

/** What a version has served: 40 requests without a fault, unless said otherwise. */
export const served = (name: string, changes: Partial<ServedEvidence> = {}): ServedEvidence => ({
  version: name,
  requests: 40,
  faults: 0,
  p95Ms: 20,
  ...changes,
});

/** Version 2 is live and rings; version 1 is Healthy. */
export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  alias: alias(),
  versions: [version('1'), version('2')],
  latest: { codeSha256: 'code-2', revisionId: 'latest-revision', updateStatus: 'Successful', differences: [] },
  ledger: [healthy('1'), baking('2')],
  signals: [signal('ALARM')],
  served: [],
  preflights: [],
  approval: null,
  asked: 0,
  attempts: 0,
  unjudged: null,
  disproven: false,
  unseenProbes: 0,
  relapses: 0,
  healsLastHour: 0,
  cooldownUntil: undefined,
  storm: { failing: 1, targets: 1 },
  stackStatus: null,
  tried: [],
  races: 0,
  openedAt: NOW - 1_000,
  ...changes,
});
