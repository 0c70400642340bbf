import type { Policy } from '../contract';
import { systemClock } from './adapters/clock';
import { logger } from './adapters/log';
import { policyParameters } from './adapters/policies';
import { prober } from './adapters/prober';
import { dynamoTable } from './adapters/table';
import { count, EMPTY_TALLY, judge, type ProbeResult, type Tally, type Verdict } from './core/judge';
import { type IncidentHandle, incidentRecords } from './incident';
import { leaseRecords } from './lease-record';
import { onAws } from './on-aws';
import type { Ports, ProbeAnswer } from './ports';
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
 * Probes in one run of the task. With the pause between probes and the second that the state machine waits between two
 * runs, a sound service is probed about three times a second: little beside real traffic, and proven in seconds.
 */
const BATCH = 5;
const PAUSE_MILLISECONDS = 200;
/** Five probes that all time out take 26 s, within the task's limit of a minute. */
const TIMEOUT_MILLISECONDS = 5_000;

/** Sends a few probes and judges all that were sent so far. The state machine repeats it until there is a verdict. */
export function makeHandler({ table, policies, prober, clock, log }: Deps) {
  return async ({ incident, decision, progress }: ProveInput): Promise<ProveOutput> => {
    await leaseRecords(table).hold(incident, clock.now());
    const policy = await policies.find(incident.targetId);
    const startedAt = progress === null ? clock.now() : Date.parse(progress.startedAt);
    const judgeNow = (tally: Tally) => judge(tally, policy.prove, (clock.now() - startedAt) / 1000);

    let tally = progress?.tally ?? EMPTY_TALLY;
    let judgement = judgeNow(tally);
    for (let sent = 0; sent < BATCH && judgement.verdict === null; sent++) {
      if (sent > 0) await clock.sleep(PAUSE_MILLISECONDS);
      tally = count(tally, await probe(policy, decision.toVersion));
      judgement = judgeNow(tally);
    }
    log.info(judgement.reason, { ...incident, verdict: judgement.verdict, tally });
    if (judgement.verdict !== null) await record(incident, judgement.verdict, judgement.reason, tally);
    return { ...judgement, progress: { tally, startedAt: iso(startedAt) } };
  };

  async function probe(policy: Policy, intended: string): Promise<ProbeResult> {
    const answer = await prober(policy, TIMEOUT_MILLISECONDS);
    if (answer.kind === 'noAnswer') log.info(`A probe got no answer: ${answer.why}`, { targetId: policy.targetId });
    return resultOf(answer, intended);
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

function resultOf(answer: ProbeAnswer, intended: string): ProbeResult {
  if (answer.kind === 'noAnswer') return 'noAnswer';
  if (answer.version !== intended) return 'otherVersion';
  return answer.ok ? 'success' : 'failure';
}

export const handler = onAws<ProveInput, ProveOutput>((environment) =>
  makeHandler({
    table: dynamoTable(environment.tableName),
    policies: policyParameters(environment.policyPath),
    prober: prober(),
    clock: systemClock,
    log: logger('prove'),
  }),
);
