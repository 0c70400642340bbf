import { MAX_PROBES, type Policy, PROBE_TIMEOUT_MS } from '../contract';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { prober } from './adapters/prober';
import { dynamoTable } from './adapters/table';
import { count, EMPTY_TALLY, judge, type Tally, type Verdict } from './core/judge';
import { type ProbeCircumstances, type ProbeResult, resultOf } from './core/probe';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports } from './ports';
import { iso } from './time';

export interface ProveInput {
  readonly incident: IncidentHandle;
  readonly decision: { readonly toVersion: string };
  /** What earlier runs of this task have counted; null in the first. */
  readonly progress: Progress | null;
}

export interface Progress {
  readonly tally: Tally;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface ProveOutput {
  /** Null while more probes are needed. */
  readonly verdict: Verdict | null;
  readonly reason: string;
  readonly progress: Progress;
}

type Deps = Pick<Ports, 'table' | 'policies' | 'prober' | 'clock' | 'log'>;

/**
 * Probes go one after the other, at most ten a second: a function needs one environment for them, and its metrics bear
 * it. A run may send 25, enough for the 23 that prove a sound service with the default policy: in about three seconds,
 * and in one run. Between two runs the state machine waits a second.
 */
const BATCH = 25;
const PAUSE_MILLISECONDS = 100;
/** While the intended version is not heard of, asking faster does not make it come sooner. */
const PAUSE_UNHEARD_MILLISECONDS = 1_000;
/** A run begins no probe after this time, so it lasts 15 s at most, within the task's limit of a minute. */
const RUN_MILLISECONDS = 10_000;

/** Sends a few probes and judges all that were sent so far. The state machine repeats it until there is a verdict. */
export function makeHandler({ table, policies, prober, clock, log }: Deps) {
  return async ({ incident, decision, progress }: ProveInput): Promise<ProveOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const runStartedAt = clock.now();
    const startedAt = progress === null ? runStartedAt : Date.parse(progress.startedAt);
    const elapsedSeconds = () => (clock.now() - startedAt) / 1000;
    const inTime = () => clock.now() - runStartedAt < RUN_MILLISECONDS;
    const judgeNow = (tally: Tally) => judge(tally, { ...policy.prove, maxProbes: MAX_PROBES }, elapsedSeconds());

    let tally = progress?.tally ?? EMPTY_TALLY;
    let judgement = judgeNow(tally);
    for (let sent = 0; sent < BATCH && judgement.verdict === null && inTime(); sent++) {
      const result = await probe(policy, {
        intendedVersion: decision.toVersion,
        latencyMs: policy.prove.latencyMs,
        seen: tally.successes + tally.failures + tally.warmUps > 0,
        secondsAfterMove: elapsedSeconds(),
        // Connections outlive the pause between two probes, but perhaps not the one between two runs.
        opensConnection: sent === 0,
      });
      tally = count(tally, result);
      judgement = judgeNow(tally);
      if (judgement.verdict === null)
        await clock.sleep(isUnheard(result) ? PAUSE_UNHEARD_MILLISECONDS : PAUSE_MILLISECONDS);
    }
    log.info(judgement.reason, { ...incident, verdict: judgement.verdict, tally });
    if (judgement.verdict !== null) await record(incident, judgement.verdict, judgement.reason, tally);
    return { ...judgement, progress: { tally, startedAt: iso(startedAt) } };
  };

  async function probe(policy: Policy, circumstances: ProbeCircumstances): Promise<ProbeResult> {
    const answer = await prober(policy, PROBE_TIMEOUT_MS);
    if (answer.kind !== 'answer') log.info(`A probe got no answer: ${answer.why}`, { targetId: policy.targetId });
    return resultOf(answer, circumstances);
  }

  async function record(incident: IncidentHandle, verdict: Verdict, reason: string, tally: Tally): Promise<void> {
    const at = iso(clock.now());
    const entry = { at, what: 'verdict', text: `${verdict}: ${reason}`, verdict, probes: tally } as const;
    await incidentRecords(table).note(incident, [entry], {
      verdict,
      ...(verdict === 'Healed' ? { provenAt: at } : {}),
    });
  }
}

const isUnheard = (result: ProbeResult): boolean => result === 'otherVersion' || result === 'noAnswer';

export const handler = onAws<ProveInput, ProveOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    policies: policyParameters(environment.policyPath),
    prober: prober(),
    clock: systemClock,
    log: logger('prove'),
  }),
);
