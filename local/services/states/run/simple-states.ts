import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../definition/asl';
import type { Json } from '../expression/json';
import { parseTimestamp } from '../expression/timestamp';
import { evaluate, evaluateAs, evaluateEffects, evaluationFailed } from './evaluate';
import { StateFailure } from './failure';
import { isNonNegativeInteger } from './limits';
import { type Departure, placed, type Run, type Visit } from './visit';
import { waitUntil } from './wait-for';

export async function visitPass(run: Run, visit: Visit<PassState>): Promise<Departure> {
  return { ...(await evaluateEffects(run, visit, visit.state, visit.input)), next: visit.state.next };
}

export async function visitSucceed(run: Run, visit: Visit<SucceedState>): Promise<Departure> {
  const { output } = visit.state;
  return {
    output: output === undefined ? visit.input : await evaluate(run, visit, output),
    assigned: {},
    next: undefined,
  };
}

export async function visitFail(run: Run, visit: Visit<FailState>): Promise<never> {
  const { error, cause } = visit.state;
  throw new StateFailure(
    error === undefined ? undefined : await evaluateAs(run, visit, error, 'string', isText),
    cause === undefined ? undefined : await evaluateAs(run, visit, cause, 'string', isText),
  );
}

/** The first rule whose condition holds; its Output and Assign, or those of the state for Default. */
export async function visitChoice(run: Run, visit: Visit<ChoiceState>): Promise<Departure> {
  const { state } = visit;
  for (const rule of state.choices) {
    if (await evaluateAs(run, visit, rule.condition, 'boolean', isBoolean)) {
      return { ...(await evaluateEffects(run, visit, rule, visit.input)), next: rule.next };
    }
  }
  if (state.default === undefined) {
    // Measured on AWS: this cannot be caught around the state, whatever States.NoChoiceMatched of the language says.
    const problem = 'Failed to transition out of the state. The state does not point to a next state.';
    throw new StateFailure('States.Runtime', placed(run, visit, problem));
  }
  return { ...(await evaluateEffects(run, visit, state, visit.input)), next: state.default };
}

export async function visitWait(run: Run, visit: Visit<WaitState>): Promise<Departure> {
  const { state, line } = visit;
  await waitUntil(run.platform.clock, await dueTime(run, visit), line.cancellation);
  return { ...(await evaluateEffects(run, visit, state, visit.input)), next: state.next };
}

/** Recorded on AWS: 24855 days pass, 24856 do not; so that seconds fit into 31 bits. */
const MOST_DELAY_MS = 2 ** 31 * 1000;

async function dueTime(run: Run, visit: Visit<WaitState>): Promise<number> {
  const { kind, value } = visit.state.until;
  if (kind === 'seconds') {
    const seconds = await evaluateAs(run, visit, value, 'non-negative integer', isNonNegativeInteger);
    return visit.enteredAt + seconds * 1000;
  }
  const text = await evaluateAs(run, visit, value, 'string', isText);
  const time = parseTimestamp(text);
  if (time === undefined) {
    const problem = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
    throw evaluationFailed(run, visit, 'Timestamp', problem);
  }
  if (time - visit.enteredAt > MOST_DELAY_MS)
    throw new StateFailure('States.Runtime', placed(run, visit, 'Wait state delay is too long.'));
  return time;
}

const isText = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
