import { candidates, whyNone } from './candidates';
import type { Decision } from './decision';
import { escalate, liveVersion, remedyBase, ruledOut } from './decision-parts';
import type { AliasEvidence, Evidence } from './evidence';
import { describeFaults, hasFaults } from './faults';
import { attestedBy } from './ledger';

/**
 * A fault that was injected goes by the smallest change that takes it off: a Healthy version of the same code, else the
 * same code without the fault, else a Healthy version of other code. Undefined when the live version carries none.
 */
export function decideInjectedFault(evidence: Evidence, alias: AliasEvidence): Decision | undefined {
  const live = liveVersion(evidence, alias);
  if (live?.faults == null || !hasFaults(live.faults)) return undefined;
  const cause = `Version ${live.version} carries the injected fault ${describeFaults(live.faults)}`;
  const excluded = ruledOut(evidence, alias);
  const [best] = candidates(evidence, excluded, live.codeSha256);
  const sameCode = best?.version.codeSha256 === live.codeSha256;
  if (best !== undefined && sameCode) {
    return {
      ...remedyBase(evidence, alias),
      kind: 'rollBack',
      toVersion: best.version.version,
      reason: `${cause}; version ${best.version.version} has the same code and is Healthy, ${attestedBy(best.entry)}.`,
    };
  }
  const unsafe = whyNoReset(evidence);
  if (unsafe === undefined) {
    const { latest } = evidence;
    const none =
      best === undefined
        ? `no Healthy version to roll back to (${whyNone(evidence, excluded)})`
        : `no Healthy version with the same code (version ${best.version.version} has other code)`;
    return {
      ...remedyBase(evidence, alias),
      kind: 'resetFault',
      latestRevisionId: latest.revisionId,
      codeSha256: latest.codeSha256,
      reason: `${cause}; ${none}; $LATEST differs from it in nothing but faults, so they can be reset.`,
    };
  }
  if (best === undefined) {
    return escalate(
      `${cause}, with no Healthy version to roll back to (${whyNone(evidence, excluded)}), and ${unsafe}.`,
    );
  }
  return {
    ...remedyBase(evidence, alias),
    kind: 'rollBack',
    toVersion: best.version.version,
    reason: `${cause}, and ${unsafe}; version ${best.version.version} is the newest other Healthy one, ${attestedBy(best.entry)}.`,
  };
}

/** Why the fault must not be reset on $LATEST; undefined when it may. */
function whyNoReset({ latest }: Evidence): string | undefined {
  if (latest.updateStatus === 'Failed') return 'a reset is unsafe: the last update of $LATEST failed';
  if (latest.differences.length === 0) return undefined;
  return `a reset would release unreleased work: $LATEST differs in ${latest.differences.join(', ')}`;
}
