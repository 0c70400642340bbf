import type { Policy } from '../functions/policy';
import type { Lease } from '../functions/remediate/core/lease';
import type { LedgerEntry } from '../functions/remediate/core/ledger';
import { type Mode, modeNow, type Order } from '../functions/remediate/core/mode';
import { rollBackVersions } from '../functions/remediate/core/protection';
import type { AlarmNow } from './alarms';
import { type AliasNow, readAlias } from './functions';
import type { Healer } from './healer';
import { readLease } from './lease';
import { readOrder } from './orders';
import { findIncident, type IncidentRecord, newestIncidents } from './records';
import { Refusal } from './refusal';
import type { Target } from './targets';
import { readVersions } from './versions';

/** All that an operator sees of one target. */
export interface TargetStatus {
  readonly targetId: string;
  readonly policy: Policy;
  /** The mode that counts now. */
  readonly mode: Mode;
  /** The order that stands, even if it has run out. */
  readonly order: Order | undefined;
  /** Undefined when the alias does not exist. */
  readonly alias: AliasNow | undefined;
  readonly ledger: readonly LedgerEntry[];
  readonly lease: Lease;
  /** Signals, in the order of the policy. */
  readonly signals: readonly AlarmNow[];
  readonly lastIncident: IncidentRecord | undefined;
  /** The one that waits for an answer. */
  readonly asking: IncidentRecord | undefined;
  /** When this was read; epoch milliseconds. */
  readonly now: number;
}

/** A target of which nothing more can be said. */
export interface BrokenTarget {
  readonly targetId: string;
  readonly problem: string;
}

/** @param alarms state of all signals of all targets */
export async function readStatus(
  healer: Healer,
  target: Target,
  alarms: (policy: Policy) => Promise<readonly AlarmNow[]>,
): Promise<TargetStatus | BrokenTarget> {
  const { targetId } = target;
  const policy = policyOf(target);
  if ('problem' in policy) return policy;
  const { table, lambda } = healer;
  const [alias, lease, order, ledger, [lastIncident], signals] = await Promise.all([
    readAlias(lambda, policy),
    readLease(table, targetId),
    readOrder(table, targetId),
    readVersions(table, targetId),
    newestIncidents(table, targetId, 1),
    alarms(policy),
  ]);
  const asking = lease.awaiting && (await findIncident(table, targetId, lease.awaiting.incidentId));
  const now = healer.now();
  const mode = modeNow(policy.mode, order, now);
  return { targetId, policy, mode, order, alias, ledger, lease, signals, lastIncident, asking, now };
}

export function policyOf(target: Target): Policy | BrokenTarget {
  try {
    return target.policy();
  } catch (error) {
    if (error instanceof Refusal) return { targetId: target.targetId, problem: error.message };
    throw error;
  }
}

/** Versions that the healer may roll back to, newest first, as far as the ledger says. */
export const backTo = ({ ledger, alias }: TargetStatus): string[] =>
  rollBackVersions(ledger).flatMap(({ version }) => (version === alias?.version ? [] : [version]));

export const isProtected = ({ ledger }: TargetStatus): boolean => rollBackVersions(ledger).length > 0;

export const liveState = ({ ledger, alias }: TargetStatus): string =>
  ledger.find(({ version }) => version === alias?.version)?.state ?? 'unknown';

export const ringing = ({ signals }: TargetStatus): AlarmNow[] => signals.filter(({ state }) => state === 'ALARM');
