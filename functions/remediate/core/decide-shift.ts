import { type Blame, blame, describeServed, servedBy } from './blame';
import { candidates, whyNone } from './candidates';
import type { Decision } from './decision';
import { escalate } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { AliasEvidence, Evidence } from './evidence';

interface Side {
  readonly version: string;
  readonly weight: number;
  readonly blame: Blame;
  readonly told: string;
}

/**
 * Two versions share the traffic, and the alarm does not say which one is bad: their own requests do, and where those say
 * nothing, the ledger. A side that is broken goes; the other one stays only if it is Healthy, since a shift is never
 * completed on the healer's own account. Undefined when there is no shift, or when no side may stay.
 */
export function decideShift(evidence: Evidence, alias: AliasEvidence, policy: DecisionPolicy): Decision | undefined {
  const sides = sidesOf(evidence, alias, policy);
  const [primary, added] = sides;
  if (primary === undefined || added === undefined) return undefined;
  const broken = sides.filter(({ blame: found }) => found === 'broken');
  const [bad] = broken;
  const both = sides.map(({ version }) => version);
  const excluded = new Set([
    ...evidence.versions.map(({ version }) => version).filter((version) => !both.includes(version)),
    ...broken.map(({ version }) => version),
    ...evidence.tried,
  ]);
  const good = candidates(evidence, excluded);
  const keep = good.at(-1)?.version.version;
  const told = `A shift is in progress: ${sides.map(describe).join(' and ')}`;
  if (keep === undefined)
    return bad !== undefined && broken.length === 1 ? withoutSides(evidence, alias, told, bad.version) : undefined;
  const suspect = both.find((version) => version !== keep) ?? added.version;
  return {
    kind: keep === alias.version ? 'clearWeights' : 'rollBack',
    attempt: evidence.attempts + 1,
    fromVersion: suspect,
    toVersion: keep,
    revisionId: alias.revisionId,
    reason: `${told}; ${why(keep, broken, good.length)}.`,
  };
}

/** One side is broken and the other one is not Healthy yet: the newest Healthy version that is neither. */
function withoutSides(evidence: Evidence, alias: AliasEvidence, told: string, bad: string): Decision {
  const excluded = new Set([alias.version, ...Object.keys(alias.weights), ...evidence.tried]);
  const [best] = candidates(evidence, excluded);
  if (best === undefined) {
    return escalate(
      `${told}; version ${bad} is the bad side, the other one is not Healthy, and no other version can be rolled back to: ${whyNone(evidence, excluded)}.`,
    );
  }
  const { version } = best.version;
  return {
    kind: 'rollBack',
    attempt: evidence.attempts + 1,
    fromVersion: bad,
    toVersion: version,
    revisionId: alias.revisionId,
    reason: `${told}; version ${bad} is the bad side, the other one is not Healthy, and version ${version} is the newest other Healthy one.`,
  };
}

function why(keep: string, broken: readonly Side[], good: number): string {
  if (broken.length > 0) return `version ${broken[0]?.version} is the bad side, and version ${keep} is Healthy`;
  if (good === 1) return `only version ${keep} is Healthy`;
  return `both are Healthy and version ${keep} is the older, which served before`;
}

function sidesOf(evidence: Evidence, { version, weights }: AliasEvidence, { prove }: DecisionPolicy): readonly Side[] {
  const added = Object.entries(weights);
  const rest = 1 - added.reduce((sum, [, weight]) => sum + weight, 0);
  return [[version, rest] as const, ...added].map(([name, weight]) => {
    const served = servedBy(evidence.served, name);
    return { version: name, weight, blame: blame(served, prove), told: describeServed(served) };
  });
}

const describe = ({ version, weight, told }: Side): string =>
  `version ${version} with ${Math.round(weight * 100)} % of the traffic (${told})`;
