import type { Policy } from '../policy';
import { aliasRecords } from './alias-record';
import type { AliasEvidence, ServedEvidence } from './core/evidence';
import type { Ports } from './ports';

/** How far back the requests of a version say something about it now. */
const RECENT_MILLISECONDS = 300_000;

/** CloudWatch moves the start of a question to that of a minute. */
export const MINUTE_MILLISECONDS = 60_000;

/** What is live, and since when. */
export async function lookAtAlias(
  { table, lambda, clock }: Pick<Ports, 'table' | 'lambda' | 'clock'>,
  policy: Policy,
): Promise<AliasEvidence | null> {
  // Before the alias is read: what a heal notes in between is the newer sight.
  const lookedAt = clock.now();
  const alias = await lambda.alias(policy);
  if (alias === undefined) return null;
  const since = await aliasRecords(table).note(policy.targetId, alias, lookedAt);
  return { name: policy.aliasName, ...alias, since };
}

/**
 * What each version on the alias has served of late.
 * @param since nothing from before it; epoch milliseconds
 */
export async function servedOf(
  { traffic }: Pick<Ports, 'traffic'>,
  { functionName, aliasName, faultMetric }: Policy,
  alias: AliasEvidence,
  since: number,
  now: number,
): Promise<readonly ServedEvidence[]> {
  const from = Math.max(now - RECENT_MILLISECONDS, since);
  const versions = [alias.version, ...Object.keys(alias.weights)];
  // Another version has been on the alias in this time: what the target counts of all of them is not this one's.
  const sharesAlias = versions.length > 1 || alias.since.latest > from - MINUTE_MILLISECONDS;
  return Promise.all(
    versions.map(async (version) => {
      const query = { functionName, aliasName, version, from, to: now, faultMetric, sharesAlias };
      const { requests, errors, p95Ms } = await traffic.served(query);
      return { version, requests, faults: errors, p95Ms };
    }),
  );
}
