import { attestedBy, type LedgerEntry } from '../../functions/remediate/core/ledger';
import { type Command, word } from '../command';
import { listVersions, percent, readAlias } from '../functions';
import { findTarget } from '../targets';
import { clock, indented } from '../text';
import { readVersions, storedVersion } from '../versions';

export const ledger: Command = {
  name: 'ledger',
  summary: 'what is known of each version',
  words: ['target'],
  options: [],
  details: `Baking: seen live, has not shown enough yet. Healthy: the healer may roll back to it. Quarantined: traffic was moved \
away from it; it is not chosen again until it is released. Unknown: published, and never seen live.`,
  prepare(given) {
    const targetId = word(given, 0);
    return async ({ healer, world }) => {
      const policy = (await findTarget(healer, targetId)).policy();
      const [alias, published, entries] = await Promise.all([
        readAlias(healer.lambda, policy),
        listVersions(healer.lambda, policy.functionName),
        readVersions(healer.table, targetId),
      ]);
      const known = new Map(entries.map((entry) => [entry.version, entry]));
      const versions = [...new Set([...published, ...known.keys()])].sort((a, b) => Number(b) - Number(a));
      const rows = versions.map((version) => ({
        version,
        live: version === alias?.version,
        weight: alias?.weights[version] ?? null,
        exists: published.includes(version),
        entry: known.get(version) ?? null,
      }));
      return {
        data: rows.map((row) => ({ ...row, entry: row.entry && storedVersion(row.entry) })),
        text:
          rows.map((row) => tell(row, world.columns)).join('\n') || `Function ${policy.functionName} has no version.`,
      };
    };
  },
};

interface Row {
  readonly version: string;
  readonly live: boolean;
  readonly weight: number | null;
  readonly exists: boolean;
  readonly entry: LedgerEntry | null;
}

function tell({ version, live, weight, exists, entry }: Row, columns: number): string {
  const marks = [
    entry?.state ?? 'unknown',
    ...(live ? ['live'] : []),
    ...(weight === null ? [] : [`${percent(weight)} of the traffic`]),
    ...(exists ? [] : ['deleted']),
  ];
  const details = [
    ...(entry === null ? [] : [evidence(entry)]),
    ...(entry?.redeployOf === undefined ? [] : [`redeploys version ${entry.redeployOf}, which is quarantined`]),
    ...(entry?.barrier === undefined ? [] : [`no rollback past it: ${entry.barrier}`]),
  ];
  return [`${version.padEnd(4)} ${marks.join(', ')}`, ...details.map((detail) => indented(detail, 5, columns))].join(
    '\n',
  );
}

function evidence(entry: LedgerEntry): string {
  switch (entry.state) {
    case 'Baking':
      return `since ${clock(entry.since)}, last seen ${clock(entry.seenAt)}`;
    case 'Healthy':
      return [
        `since ${clock(entry.healthyAt)}, ${attestedBy(entry)}`,
        ...(entry.p95Ms === null || entry.p95Ms === undefined ? [] : [`p95 ${Math.round(entry.p95Ms)} ms`]),
        ...(entry.reason === undefined ? [] : [`"${entry.reason}"`]),
      ].join(', ');
    case 'Quarantined':
      return `since ${clock(entry.quarantinedAt)}, by incident ${entry.incidentId}`;
    default:
      return entry satisfies never;
  }
}
