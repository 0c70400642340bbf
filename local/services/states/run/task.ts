import type { TaskState } from '../definition/asl';
import { type Json, jsonBytes } from '../expression/json';
import type { Template } from '../expression/template';
import type { Caller } from '../integrations/integration';
import { missingActivity, workOfActivity } from './activity-task';
import { evaluate, evaluateAs } from './evaluate';
import { heartbeatMissed, StateFailure, timedOut } from './failure';
import { isPositiveInteger, MOST_STATE_BYTES, tooLarge } from './limits';
import { type TaskEvents, type TimeLimits, taskEvents } from './task-events';
import { placed, type Run, type Visit } from './visit';
import { type Raced, race } from './wait-for';
import { type TokenOutcome, waitForToken } from './wait-for-token';

/** One attempt of a task: its arguments, the call, and its result. */
export async function attemptTask(run: Run, visit: Visit<TaskState>): Promise<Json> {
  const { state } = visit;
  const { integration } = state;
  visit.taskToken =
    integration.pattern === 'requestResponse'
      ? undefined
      : run.tokens.issue(run.tokenChance, run.execution.machine.arn);
  const argument = state.arguments === undefined ? visit.input : await evaluate(run, visit, state.arguments);
  const limits = {
    timeout: await seconds(run, visit, state.timeoutSeconds),
    heartbeat: await seconds(run, visit, state.heartbeatSeconds),
  };
  const missing = missingActivity(run, visit);
  if (missing !== undefined) throw missing;
  const events = taskEvents(run, visit);

  events.scheduled(argument, limits);
  const outcome = await work(run, visit, argument, limits, events);
  switch (outcome.kind) {
    case 'timedOut':
      events.timedOut();
      throw visit.taskToken === undefined && isSilence(limits) ? heartbeatMissed() : timedOut();
    case 'silent':
      events.timedOut();
      throw heartbeatMissed();
    case 'failed':
      if (outcome.error instanceof StateFailure && outcome.error.error !== 'States.Runtime')
        events.failed(outcome.error);
      throw outcome.error;
    case 'done': {
      if (jsonBytes(outcome.value) <= MOST_STATE_BYTES) {
        events.succeeded(outcome.value);
        return outcome.value;
      }
      const failure = tooLarge(integration.style === 'service' ? integration.resourceType : integration.resource);
      events.failed(failure);
      throw failure;
    }
    default:
      return outcome satisfies never;
  }
}

/** Calls, and, where the integration has it so, waits for the holder of the token. */
function work(
  run: Run,
  visit: Visit<TaskState>,
  argument: Json,
  { timeout, heartbeat }: TimeLimits,
  events: TaskEvents,
): Promise<Raced<Json> | TokenOutcome> {
  const { state, line, taskToken } = visit;
  if (state.integration.style === 'activity' && taskToken !== undefined)
    return workOfActivity(run, visit, taskToken, argument, { timeout, heartbeat }, events.started);
  events.started();
  const { clock } = run.platform;
  const label = `states: ${state.name}`;
  const deadlineIn = (seconds: number | undefined) =>
    seconds === undefined ? undefined : clock.now() + seconds * 1000;
  const call = () => state.integration.call(argument, caller(run, visit));
  // Nobody can send heartbeats for such a task, so that its patience is a time limit.
  if (taskToken === undefined)
    return race(
      clock,
      label,
      deadlineIn(isSilence({ timeout, heartbeat }) ? heartbeat : timeout),
      line.cancellation,
      call,
    );
  return waitForToken({
    clock,
    label,
    tokens: run.tokens,
    token: taskToken,
    deadline: deadlineIn(timeout),
    patience: heartbeat === undefined ? undefined : heartbeat * 1000,
    cancellation: line.cancellation,
    submit: call,
    onSubmitted: (answer, settle) => {
      events.submitted(answer);
      return watchJob(run, visit, answer, settle);
    },
  });
}

/** True when a missing heartbeat ends the task before its TimeoutSeconds would. */
function isSilence({ timeout, heartbeat }: TimeLimits): boolean {
  return heartbeat !== undefined && (timeout === undefined || heartbeat < timeout);
}

/** The job's end is the task's end. A task that is cancelled stops its job, as well as it can. */
function watchJob(run: Run, visit: Visit<TaskState>, submitted: Json, settle: (outcome: TokenOutcome) => void) {
  const { job } = visit.state.integration;
  if (job === undefined) return undefined;
  const { clock } = run.platform;
  const id = job.idOf(submitted);
  const label = `states: ${visit.state.name}: job`;
  const stopWatching = run.whenClosed(id, () => {
    clock
      .task(label, () => job.result(id, caller(run, visit)))
      .then((value) => settle({ kind: 'done', value }))
      .catch((error: unknown) => settle({ kind: 'failed', error }));
  });
  return (cancelled: boolean): void => {
    stopWatching();
    if (cancelled) clock.task(label, () => job.stop(id, caller(run, visit))).catch(() => {});
  };
}

async function seconds(run: Run, visit: Visit, field: Template | undefined): Promise<number | undefined> {
  return field === undefined ? undefined : evaluateAs(run, visit, field, 'positive integer', isPositiveInteger);
}

function caller(run: Run, visit: Visit): Caller {
  const { platform, execution, chance } = run;
  const { roleArn, arn } = execution.machine;
  return {
    platform,
    roleArn,
    machineArn: arn,
    executionArn: execution.arn,
    executionName: execution.name,
    chance,
    placed: (problem) => placed(run, visit, problem),
  };
}
