import { candidates } from './candidates';
import type { ClearWeights, RollBack } from './decision';
import type { AliasEvidence, Evidence } from './evidence';

/**
 * Two versions share the traffic, so the alarm cannot say which is bad: keep the Healthy side. When both are Healthy the
 * older one stays, because it served before the shift began. Undefined when there is no shift or no side is known good.
 */
export function decideShift(evidence: Evidence, alias: AliasEvidence): ClearWeights | RollBack | undefined {
  const [[added, weight] = []] = Object.entries(alias.weights);
  if (added === undefined || weight === undefined) return undefined;
  const sides = [alias.version, added];
  const good = candidates(evidence, new Set([...otherVersions(evidence, sides), ...evidence.tried]));
  const keep = good.at(-1)?.version.version;
  if (keep === undefined) return undefined;
  const suspect = keep === alias.version ? added : alias.version;
  const why =
    good.length === 1
      ? `only version ${keep} is Healthy`
      : `both are Healthy and version ${keep} is the older, which served before`;
  return {
    kind: keep === alias.version ? 'clearWeights' : 'rollBack',
    attempt: evidence.attempts + 1,
    fromVersion: suspect,
    toVersion: keep,
    revisionId: alias.revisionId,
    reason: `A shift is in progress: version ${alias.version} with ${percent(1 - weight)} and version ${added} with ${percent(weight)} of the traffic; ${why}.`,
  };
}

const otherVersions = ({ versions }: Evidence, sides: readonly string[]): readonly string[] =>
  versions.map(({ version }) => version).filter((version) => !sides.includes(version));

const percent = (share: number): string => `${Math.round(share * 100)} %`;
