import { type Policy, PROBE_TIMEOUT_MS } from '../policy';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { preflighter } from './adapters/preflighter';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { blame } from './core/blame';
import type { PreflightEvidence } from './core/evidence';
import { count, EMPTY_TALLY, type Tally } from './core/judge';
import { resultOf } from './core/probe';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { iso } from './time';

export interface PreflightInput {
  readonly incident: IncidentHandle;
  readonly decision: { readonly toVersion: string };
}

export interface PreflightOutput {
  /** Also when the policy has nothing to try it with. */
  readonly passed: boolean;
  readonly reason: string;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'preflight' | 'clock' | 'log'>;

/** Few, since nobody uses the version yet: enough to see that it fails as a rule, not that it fails now and then. */
const MOST_INVOCATIONS = 5;

/**
 * Would it help? Invokes the candidate directly, before it gets traffic. It fails when its answers are those of a broken
 * version, by the test of the proof: with the default policy when the first two fail.
 * @throws ServiceBusy when Lambda throttles the invocation, which says nothing of the version
 */
export function makeHandler({ table, policies, preflight, clock, log }: Deps) {
  return async ({ incident, decision }: PreflightInput): Promise<PreflightOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const { toVersion: version } = decision;
    if (policy.preflight === null) {
      return { passed: true, reason: `Version ${version} was not tried: the policy has no payload for it.` };
    }
    const tally = await tryOut(policy, version, policy.preflight.payload);
    const passed = blameFor(policy, version, tally) !== 'broken';
    const reason = describe(version, tally);
    await record(incident, { version, passed, reason });
    log.info(reason, { ...incident, version, passed, tally });
    return { passed, reason };
  };

  /** One after the other, until the test says something. */
  async function tryOut(policy: Policy, version: string, payload: string): Promise<Tally> {
    let tally = EMPTY_TALLY;
    while (tally.sent < MOST_INVOCATIONS && blameFor(policy, version, tally) === 'unknown') {
      const answer = await preflight(policy, version, payload, PROBE_TIMEOUT_MS);
      const circumstances = {
        intendedVersion: version,
        latencyMs: policy.prove.latencyMs,
        // A version that is called by its number is there from the first answer on, and no connection is timed.
        seen: true,
        secondsAfterMove: 0,
        opensConnection: false,
      };
      tally = count(tally, resultOf(answer, circumstances));
    }
    return tally;
  }

  /** The last word on a version replaces an earlier one. */
  async function record(handle: IncidentHandle, preflight: PreflightEvidence): Promise<void> {
    const incidents = incidentRecords(table);
    const others = (await incidents.find(handle))?.preflights?.filter(({ version }) => version !== preflight.version);
    const entry = { at: iso(clock.now()), what: 'evidence', text: preflight.reason, passed: preflight.passed } as const;
    await incidents.note(handle, [entry], { preflights: [...(others ?? []), preflight] });
  }
}

/** Speed is judged answer by answer, cold starts apart, so there is no p95. */
const blameFor = ({ prove }: Policy, version: string, { successes, failures }: Tally) =>
  blame({ version, requests: successes + failures, faults: failures, p95Ms: null }, prove);

function describe(version: string, { sent, failures, slow }: Tally): string {
  const told = slow === 0 ? '' : `, ${slow} of them by being too slow`;
  return `Invoked directly, version ${version} failed ${failures} of ${sent} times${told}.`;
}

export const handler = onAws<PreflightInput, PreflightOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    policies: policyParameters(environment.policyPath),
    preflight: preflighter(targetClients('invoke', 'preflight')),
    clock: systemClock,
    log: logger('preflight'),
  }),
);
