import { systemClock } from './adapters/clock';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { stormRecords } from './storm-record';

export interface ListedTarget {
  readonly targetId: string;
  /** Goes with the target through the patrol's tasks, which so act on one and the same policy. */
  readonly policyRevision: string;
  /** Once an hour for each target: old versions do not hurry. */
  readonly prune: boolean;
}

export interface ListTargetsOutput {
  readonly targets: readonly ListedTarget[];
}

/** Well within the time for which the number of targets is believed: one patrol that fails in between is no harm. */
const NOTED_AGAIN_MILLISECONDS = 240_000;

/**
 * Names all targets. Their policies are read one by one later, so that a malformed one does not hide the others. Each
 * target's minute of the hour for pruning is its place in the list: of a hundred targets, one or two in each patrol.
 */
export function makeHandler({ table, policies, clock }: Pick<Ports, 'table' | 'policies' | 'clock'>) {
  const storms = stormRecords(table);
  let noted: { readonly count: number; readonly at: number } | undefined;

  return async (): Promise<ListTargetsOutput> => {
    const listed = await policies.list();
    const now = clock.now();
    if (noted?.count !== listed.length || now - noted.at >= NOTED_AGAIN_MILLISECONDS) {
      await storms.noteTargets(listed.length, now);
      noted = { count: listed.length, at: now };
    }
    const minute = Math.floor(now / 60_000) % 60;
    const targets = listed.map(({ targetId, revision: policyRevision }, place) => ({
      targetId,
      policyRevision,
      prune: place % 60 === minute,
    }));
    return { targets };
  };
}

export const handler = onAws<unknown, ListTargetsOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
  }),
);
