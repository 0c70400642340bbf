import { systemClock } from './adapters/clock';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { NOTE_MINUTES, stormRecords } from './storm-record';

export interface ListedTarget {
  readonly targetId: string;
  /** Goes with the target through the patrol's tasks: who knows the policy at this revision or a later one need not read it. */
  readonly policyRevision: string;
  /** Once an hour for each target: old versions do not hurry. */
  readonly prune: boolean;
}

export interface ListTargetsOutput {
  readonly targets: readonly ListedTarget[];
}

/**
 * Names all targets. Their policies are read one by one later, so that a malformed one does not hide the others. Each
 * target's minute of the hour for pruning is its place in the list: of a hundred targets, one or two in each patrol.
 */
export function makeHandler({ table, policies, clock }: Pick<Ports, 'table' | 'policies' | 'clock'>) {
  return async (): Promise<ListTargetsOutput> => {
    const listed = await policies.list();
    const now = clock.now();
    const minute = Math.floor(now / 60_000) % 60;
    // A storm can be told by a number that is minutes old.
    if (minute % NOTE_MINUTES === 0) await stormRecords(table).noteTargets(listed.length, now);
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
