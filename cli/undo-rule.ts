import type { Lease } from '../functions/remediate/core/lease';
import { type AliasNow, describeAlias } from './functions';
import type { AliasBefore, IncidentRecord } from './records';

/** Whether the alias can be put back to what it was before an incident. */
export type Undo =
  | { readonly kind: 'possible'; readonly before: AliasBefore }
  /** Somebody has moved the alias since: `before` may no longer be what anybody wants. */
  | { readonly kind: 'moved'; readonly before: AliasBefore; readonly reason: string }
  /** The alias is as it was. */
  | { readonly kind: 'done'; readonly before: AliasBefore }
  | { readonly kind: 'impossible'; readonly reason: string };

export function undoOf(incident: IncidentRecord, alias: AliasNow | undefined, lease: Lease): Undo {
  const { before, incidentId } = incident;
  if (before === undefined) return { kind: 'impossible', reason: 'it moved nothing' };
  if (alias === undefined) return { kind: 'impossible', reason: 'the alias does not exist any more' };
  if (lease.holder !== undefined) {
    return { kind: 'impossible', reason: `incident ${lease.incidentId ?? incidentId} is being healed: wait, or pause` };
  }
  if (lease.awaiting !== undefined) {
    return { kind: 'impossible', reason: `incident ${lease.awaiting.incidentId} waits for an answer: deny it first` };
  }
  if (isSameAlias(alias, before)) return { kind: 'done', before };
  const left = leftBy(incident);
  if (left !== undefined && isSameAlias(alias, left)) return { kind: 'possible', before };
  const was = left === undefined ? 'not known' : describeAlias(left);
  const reason = `the alias has been moved since: it serves ${describeAlias(alias)}, and the heal left ${was}`;
  return { kind: 'moved', before, reason };
}

/** The alias as the heal left it. */
function leftBy({ timeline, toVersion }: IncidentRecord): AliasBefore | undefined {
  const after = timeline.filter(({ what }) => what === 'action').at(-1)?.after as Partial<AliasBefore> | undefined;
  if (after?.version !== undefined) return { version: after.version, weights: after.weights ?? {} };
  return toVersion === undefined ? undefined : { version: toVersion, weights: {} };
}

/** Version and weights alike. */
export function isSameAlias(left: AliasBefore, right: AliasBefore): boolean {
  const text = ({ version, weights }: AliasBefore): string => JSON.stringify([version, Object.entries(weights).sort()]);
  return text(left) === text(right);
}
