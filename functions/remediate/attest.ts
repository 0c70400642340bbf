import type { Policy } from '../policy';
import { describeAlarms } from './adapters/alarms';
import { systemClock } from './adapters/clock';
import { lambdaFunctions } from './adapters/lambda';
import { logger } from './adapters/log';
import { snsTopic } from './adapters/notify';
import { policyParameters } from './adapters/policies';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { queryTraffic } from './adapters/traffic';
import { aliasRecords } from './alias-record';
import { attest, type Bake, bake, refuseBeforeTraffic, refuseBetweenLooks, type Sight } from './core/attest';
import { entryOf } from './core/candidates';
import { isAtWork } from './core/lease';
import type { BakingEntry, LedgerEntry } from './core/ledger';
import { rollBackVersions } from './core/protection';
import { quarantineOf } from './core/redeploy';
import { type Handover, readRecords } from './handover';
import { leaseRecords } from './lease-record';
import { ledgerFit } from './ledger-fit';
import { ledgerRecords } from './ledger-record';
import { liveVersionOf } from './live-version';
import { onAws } from './on-aws';
import type { Ports, Served } from './ports';
import { redeployWatch } from './redeploys';
import { type Known, lookAtVersion } from './version-sight';

export interface AttestInput {
  readonly targetId: string;
  /** As listed by this patrol; null or absent: whatever the policy is now. */
  readonly policyRevision?: string | null;
  /** What this patrol's sweep has just found; null or absent: it could not look, or has changed something. */
  readonly handover?: Handover | null;
}

export interface AttestOutput {
  readonly targetId: string;
  /** The version the alias names; null when there is none. */
  readonly version: string | null;
  readonly state: LedgerEntry['state'] | null;
  readonly reason: string;
  /** Whether there is a version that traffic could be rolled back to. */
  readonly protected: boolean;
}

type Deps = Pick<Ports, 'table' | 'lambda' | 'alarms' | 'traffic' | 'policies' | 'notify' | 'clock' | 'log'>;

/** One visit of the patrol to one target: notes the live version in the ledger, and calls it Healthy once it has earned it. */
export function makeHandler(deps: Deps, environment: string) {
  const { table, lambda, traffic, policies, clock, log } = deps;
  const aliases = aliasRecords(table);
  const ledger = ledgerRecords(table);
  const fit = ledgerFit(ledger, aliases, log);
  const redeploys = redeployWatch(deps, environment);

  return attestTarget;

  async function attestTarget(asked: AttestInput): Promise<AttestOutput> {
    const { targetId, handover } = asked;
    const lookedAt = clock.now();
    const { policy, records } = await lookUp(asked);
    const seen = records.alias ?? undefined;
    await fit.toName(policy, seen?.functionName, lookedAt);
    const [alias, ledgerBefore] = await Promise.all([lambda.alias(policy), ledger.all(targetId)]);
    if (alias === undefined) {
      const reason = `Alias ${policy.aliasName} does not exist.`;
      return { targetId, version: null, state: null, reason, protected: await isProtected(policy, ledgerBefore, null) };
    }
    // Policy and records may both be of the past, and agree: nothing is entered into the ledger of another function.
    if (!(await aliases.noteAfter(seen, policy, alias, lookedAt))) return attestTarget({ targetId });
    const live = await liveVersionOf(deps, policy, alias, seen?.live);
    const known = { version: alias.version, codeSha256: live?.codeSha256 };
    const entries = await fit.toCode(policy, known, ledgerBefore, lookedAt);
    const found = await visit(policy, entries, {
      alias,
      live,
      incidentOpen: records.incidentOpen,
      signals: handover?.signals,
    });
    // A version that has become Healthy in this visit counts from the next one on.
    return { targetId, version: alias.version, ...found, protected: await isProtected(policy, entries, alias.version) };
  }

  /** Policy and records of the target: those that the patrol has read already, as long as they are about one function. */
  async function lookUp({ targetId, policyRevision, handover }: AttestInput) {
    const listed = await policies.find(targetId, policyRevision ?? undefined);
    const handed = handover ?? (await readRecords(table, targetId));
    if (handed.alias?.functionName === listed.functionName) return { policy: listed, records: handed };
    // A ledger is not begun anew by what was once so, such as in a patrol that was overtaken by the next one. The records
    // first: a policy that is read after them is not older than the one that they were written by.
    const records = await readRecords(table, targetId);
    return { policy: await policies.find(targetId), records };
  }

  async function visit(policy: Policy, ledgerNow: readonly LedgerEntry[], known: Known): Promise<Visit> {
    const { targetId } = policy;
    const { alias } = known;
    const { version } = alias;
    const entry = entryOf(ledgerNow, version);
    const redeployed = entry === undefined ? await enterRedeploy(policy, version, ledgerNow) : undefined;
    const entries = redeployed === undefined ? ledgerNow : [...ledgerNow, redeployed];
    await redeploys.tellOf(policy, alias, entries);

    const quarantine = quarantineOf(version, entries);
    if (quarantine !== undefined) {
      const again = quarantine.version === version ? 'is' : `deploys version ${quarantine.version} again, which is`;
      const reason = `Version ${version} ${again} quarantined by incident ${quarantine.incidentId}; it is not attested until an operator releases it.`;
      return { state: entry?.state ?? 'Baking', reason };
    }
    if (entry?.state === 'Healthy') return { state: 'Healthy', reason: `Version ${version} is Healthy.` };

    const sight = await lookAtVersion(deps, policy, known);
    const baking = bake(entry?.state === 'Baking' ? entry : undefined, sight);
    if (baking.kind === 'baking') return judgeBaking(policy, known, baking, sight);
    await (entry === undefined ? ledger.insert(targetId, baking.entry) : ledger.seeBaking(targetId, baking.entry));
    return say(targetId, baking);
  }

  /** Enters a version that is seen for the first time, if it deploys a quarantined one again. */
  async function enterRedeploy(
    policy: Policy,
    version: string,
    entries: readonly LedgerEntry[],
  ): Promise<BakingEntry | undefined> {
    const redeployOf = await redeploys.originalOf(policy, version, entries);
    if (redeployOf === undefined) return undefined;
    const now = clock.now();
    const entry: BakingEntry = { state: 'Baking', version, since: now, seenAt: now, redeployOf };
    await ledger.insert(policy.targetId, entry);
    return entry;
  }

  async function judgeBaking(policy: Policy, known: Known, baking: Baking, sight: Sight): Promise<Visit> {
    const { targetId } = policy;
    const { entry } = baking;
    const earned =
      refuseBeforeTraffic(entry, sight, policy.attest) ??
      refuseBetweenLooks(baking, sight, policy.attest) ??
      attest(entry, sight, await servedBy(policy, entry, sight.now), policy.attest);
    let attestation = earned;
    if (earned.kind === 'healthy') {
      // Lease and signals were read before all else: what has gone wrong since then is not to be overlooked.
      const lease = await leaseRecords(table).read(targetId);
      const now = { ...known, incidentOpen: isAtWork(lease), signals: undefined };
      const sightNow = await lookAtVersion(deps, policy, now);
      const again = bake(entry, sightNow);
      if (again.kind === 'restarted') {
        await ledger.seeBaking(targetId, again.entry);
        return say(targetId, again);
      }
      attestation = refuseBeforeTraffic(entry, sightNow, policy.attest) ?? earned;
    }
    log.info(attestation.reason, { targetId, version: entry.version });
    if (attestation.kind === 'healthy' && (await ledger.promote(targetId, attestation.entry))) {
      return { state: 'Healthy', reason: attestation.reason };
    }
    await ledger.seeBaking(targetId, entry);
    return { state: 'Baking', reason: attestation.reason };
  }

  function say(targetId: string, { entry, reason }: Extract<Bake, { kind: 'restarted' }>): Visit {
    log.info(reason, { targetId, version: entry.version });
    return { state: 'Baking', reason };
  }

  function servedBy(
    { functionName, aliasName, faultMetric }: Policy,
    { version, since: from }: BakingEntry,
    to: number,
  ): Promise<Served> {
    return traffic.served({ functionName, aliasName, version, from, to, faultMetric, withoutProbes: true });
  }

  /** Asks Lambda only where the ledger names a version that is not live: what the alias names exists. */
  async function isProtected(policy: Policy, entries: readonly LedgerEntry[], live: string | null): Promise<boolean> {
    const versions = rollBackVersions(entries).map(({ version }) => version);
    if (live !== null && versions.includes(live)) return true;
    for (const version of versions) {
      if ((await lambda.configuration(policy, version)) !== undefined) return true;
    }
    return false;
  }
}

type Baking = Extract<Bake, { kind: 'baking' }>;

type Visit = Pick<AttestOutput, 'state' | 'reason'>;

export const handler = onAws<AttestInput, AttestOutput>((environment) => {
  const targets = targetClients('observe', 'attest');
  return makeHandler(
    {
      table: dynamoTable(environment.tableName),
      lambda: lambdaFunctions(targets),
      alarms: describeAlarms(targets),
      traffic: queryTraffic(),
      policies: policyParameters(environment.policyPath),
      notify: snsTopic(environment.topicArn),
      clock: systemClock,
      log: logger('attest'),
    },
    environment.environment,
  );
});
