import { MAX_PROBES, type Policy, PROBE_TIMEOUT_MS } from '../policy';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { countMetrics } from './adapters/metrics';
import { policyParameters } from './adapters/policies';
import { prober } from './adapters/prober';
import { dynamoTable } from './adapters/table';
import { targetClients } from './adapters/target-clients';
import { count, EMPTY_TALLY, judge, type Tally, type Verdict } from './core/judge';
import { type ProbeCircumstances, type ProbeResult, resultOf } from './core/probe';
import { type Incident, type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { CountedMetric, Ports } from './ports';
import { iso } from './time';

export interface ProveInput {
  readonly incident: IncidentHandle;
  /** A remedy that was carried out, or a version that is to be proven without one. */
  readonly decision: { readonly toVersion: string; readonly attempt: number };
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

type Deps = Pick<Ports, 'table' | 'policies' | 'prober' | 'clock' | 'log' | 'count'>;

interface Judged {
  readonly verdict: Verdict;
  readonly reason: string;
}

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
export function makeHandler({ table, policies, prober, clock, log, count: emit }: Deps) {
  const incidents = incidentRecords(table);

  return async ({ incident, decision, progress }: ProveInput): Promise<ProveOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const runStartedAt = clock.now();
    const startedAt = progress === null ? runStartedAt : Date.parse(progress.startedAt);
    const before = await incidents.find(incident);
    const known = verdictOf(before, incident, decision.attempt);
    if (known !== undefined) {
      return { ...known, progress: { tally: progress?.tally ?? EMPTY_TALLY, startedAt: iso(startedAt) } };
    }
    const policy = await policies.find(incident.targetId);
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
    const { verdict, reason } = judgement;
    if (verdict !== null) await record(incident, decision, before, { verdict, reason }, tally);
    return { ...judgement, progress: { tally, startedAt: iso(startedAt) } };
  };

  async function probe(policy: Policy, circumstances: ProbeCircumstances): Promise<ProbeResult> {
    const answer = await prober(policy, PROBE_TIMEOUT_MS);
    if (answer.kind !== 'answer') log.info(`A probe got no answer: ${answer.why}`, { targetId: policy.targetId });
    return resultOf(answer, circumstances);
  }

  async function record(
    handle: IncidentHandle,
    { toVersion, attempt }: ProveInput['decision'],
    before: Incident | undefined,
    { verdict, reason }: Judged,
    probes: Tally,
  ): Promise<void> {
    const at = iso(clock.now());
    const text = `${verdict}: ${reason}`;
    const { fencingToken } = handle;
    await incidents.note(handle, [{ at, what: 'verdict', text, verdict, probes, attempt, fencingToken }], {
      verdict,
      // Also where nothing was moved: it is this version that the verdict is about.
      toVersion,
      ...(verdict === 'Healed'
        ? // The attempt stays until it is concluded: a heal that dies before that is finished by proving it anew.
          { provenAt: at }
        : // Whatever is not proven has cost an attempt, even if nothing had to be moved for it.
          { acting: undefined, attempts: Math.max(before?.attempts ?? 0, attempt) }),
    });
    emit(METRICS[verdict]);
  }
}

const METRICS = {
  Healed: 'healed',
  NotHealed: 'notHealed',
  Inconclusive: 'inconclusive',
} as const satisfies Record<Verdict, CountedMetric>;

/** The verdict that an earlier run of this task has reached and put on record, but whose answer was lost. */
function verdictOf(
  record: Incident | undefined,
  { fencingToken }: IncidentHandle,
  attempt: number,
): Judged | undefined {
  const entry = record?.timeline.findLast(
    (one) => one.what === 'verdict' && one.attempt === attempt && one.fencingToken === fencingToken,
  );
  const verdict = (Object.keys(METRICS) as Verdict[]).find((one) => one === entry?.verdict);
  if (entry === undefined || verdict === undefined) return undefined;
  return { verdict, reason: entry.text.slice(`${verdict}: `.length) };
}

const isUnheard = (result: ProbeResult): boolean => result === 'otherVersion' || result === 'noAnswer';

export const handler = onAws<ProveInput, ProveOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    policies: policyParameters(environment.policyPath),
    prober: prober(targetClients('invoke', 'prove')),
    clock: systemClock,
    log: logger('prove'),
    count: countMetrics(environment.environment),
  }),
);
