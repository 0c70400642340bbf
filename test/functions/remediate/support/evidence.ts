import type { Evidence, SignalEvidence, VersionEvidence } from '../../../../functions/remediate/core/evidence';
import type { LedgerEntry } from '../../../../functions/remediate/core/ledger';

export const NOW = Date.parse('2026-03-14T09:30:00.000Z');

export const version = (name: string, changes: Partial<VersionEvidence> = {}): VersionEvidence => ({
  version: name,
  codeSha256: `code-${name}`,
  faults: {},
  ...changes,
});

export const healthy = (name: string): LedgerEntry => ({
  state: 'Healthy',
  version: name,
  since: NOW - 900_000,
  healthyAt: NOW - 600_000,
  requests: 300,
  errors: 0,
});

export const quarantined = (name: string): LedgerEntry => ({
  state: 'Quarantined',
  version: name,
  quarantinedAt: NOW - 600_000,
  incidentId: '20260314T091000000Z-00000000',
});

export const baking = (name: string): LedgerEntry => ({
  state: 'Baking',
  version: name,
  since: NOW - 60_000,
  seenAt: NOW - 10_000,
});

export const signal = (state: SignalEvidence['state'], changes: Partial<SignalEvidence> = {}): SignalEvidence => ({
  name: 'orders-faults',
  kind: 'faults',
  state,
  rang: true,
  ...changes,
});

/** Version 2 is live and rings; version 1 is Healthy. */
export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  alias: { name: 'live', version: '2', weights: {}, revisionId: 'alias-revision' },
  versions: [version('1'), version('2')],
  latest: { codeSha256: 'code-2', revisionId: 'latest-revision', updateStatus: 'Successful', differences: [] },
  ledger: [healthy('1'), baking('2')],
  signals: [signal('ALARM')],
  attempts: 0,
  tried: [],
  races: 0,
  openedAt: NOW - 1_000,
  ...changes,
});
