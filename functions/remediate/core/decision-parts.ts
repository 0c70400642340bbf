import type { EscalateDecision } from './decision';
import type { AliasEvidence, Evidence, VersionEvidence } from './evidence';

/** Versions this incident has already involved have had their chance. */
export const ruledOut = ({ tried }: Evidence, { version, weights }: AliasEvidence): ReadonlySet<string> =>
  new Set([version, ...Object.keys(weights), ...tried]);

export const liveVersion = ({ versions }: Evidence, { version }: AliasEvidence): VersionEvidence | undefined =>
  versions.find((existing) => existing.version === version);

export const remedyBase = ({ attempts }: Evidence, { version, revisionId }: AliasEvidence) => ({
  attempt: attempts + 1,
  fromVersion: version,
  revisionId,
});

export const escalate = (reason: string): EscalateDecision => ({ kind: 'escalate', reason });
