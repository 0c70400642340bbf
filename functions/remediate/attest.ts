import type { Policy } from '../contract';
import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { queryTraffic } from './adapters/traffic';
import { attest, bake, type Sight } from './core/attest';
import { faultsIn } from './core/faults';
import type { BakingEntry, LedgerEntry } from './core/ledger';
import { leaseRecords } from './lease-record';
import { ledgerRecords } from './ledger-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface AttestInput {
  readonly targetId: string;
}

export interface AttestOutput {
  readonly targetId: string;
  /** The version the alias names; null when there is none. */
  readonly version: string | null;
  readonly state: LedgerEntry['state'] | null;
  readonly reason: string;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'traffic' | 'policies' | 'clock' | 'log'>;

/** One visit of the patrol to one target: notes the live version in the ledger, and calls it Healthy once it has earned it. */
export function makeHandler({ table, lambda, alarms, traffic, policies, clock, log }: Deps) {
  const ledger = ledgerRecords(table);

  return async ({ targetId }: AttestInput): Promise<AttestOutput> => {
    const policy = await policies.find(targetId);
    const alias = await lambda.alias(policy.functionName, policy.aliasName);
    if (alias === undefined) {
      return { targetId, version: null, state: null, reason: `Alias ${policy.aliasName} does not exist.` };
    }
    const { version } = alias;
    const entry = await ledger.find(targetId, version);
    if (entry !== undefined && entry.state !== 'Baking') {
      return { targetId, version, state: entry.state, reason: `Version ${version} is ${entry.state}.` };
    }

    const sight = await look(policy, alias);
    const baking = bake(entry, sight);
    if (baking.kind === 'restarted') {
      const reason = await restart(targetId, entry, baking.entry, baking.reason);
      return { targetId, version, state: 'Baking', reason };
    }
    return { targetId, version, ...(await judgeBaking(policy, baking.entry, sight)) };
  };

  async function look(
    policy: Policy,
    alias: { readonly version: string; readonly weights: Readonly<Record<string, number>> },
  ): Promise<Sight> {
    const { functionName, faultVariables, signals, targetId } = policy;
    const [configuration, described, lease] = await Promise.all([
      lambda.configuration(functionName, alias.version),
      alarms.describe(signals, policy.compositeSignals),
      leaseRecords(table).read(targetId),
    ]);
    const missing = signals.filter((name) => !described.some((alarm) => alarm.name === name));
    return {
      version: alias.version,
      weights: alias.weights,
      faults: configuration?.variables ? faultsIn(configuration.variables, faultVariables) : null,
      signals: [
        ...described.map(({ name, kind, state }) => ({ name, kind, state, rang: false })),
        // A signal that is not there watches nothing, so it cannot speak for the version's health.
        ...missing.map((name) => ({ name, kind: 'faults', state: 'INSUFFICIENT_DATA', rang: false }) as const),
      ],
      // An expired lease counts too: its incident is open until somebody takes it over.
      incidentOpen: lease.holder !== undefined,
      now: clock.now(),
    };
  }

  async function restart(
    targetId: string,
    before: LedgerEntry | undefined,
    entry: BakingEntry,
    reason: string,
  ): Promise<string> {
    await (before === undefined ? ledger.insert(targetId, entry) : ledger.replaceBaking(targetId, entry));
    log.info(reason, { targetId, version: entry.version });
    return reason;
  }

  async function judgeBaking(
    policy: Policy,
    entry: BakingEntry,
    sight: Sight,
  ): Promise<Pick<AttestOutput, 'state' | 'reason'>> {
    const { targetId, functionName, aliasName, faultMetric } = policy;
    const { version, since } = entry;
    const served = await traffic.served({ functionName, aliasName, version, from: since, to: sight.now, faultMetric });
    const attestation = attest(entry, sight, served, policy.attest);
    log.info(attestation.reason, { targetId, version });
    if (attestation.kind === 'healthy' && (await ledger.promote(targetId, attestation.entry))) {
      return { state: 'Healthy', reason: attestation.reason };
    }
    await ledger.replaceBaking(targetId, entry);
    return { state: 'Baking', reason: attestation.reason };
  }
}

export const handler = onAws<AttestInput, AttestOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    lambda: lambdaFunctions(),
    alarms: describeAlarms(),
    traffic: queryTraffic(),
    policies: policyParameters(environment.policyPath),
    clock: systemClock,
    log: logger('attest'),
  }),
);
