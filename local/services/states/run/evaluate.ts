import type { Effects } from '../definition/asl';
import { EvaluationProblem } from '../expression/expression';
import { type Bindings, functions } from '../expression/functions';
import { type Json, typeName } from '../expression/json';
import type { Template } from '../expression/template';
import { contextObject } from './context-object';
import { StateFailure } from './failure';
import { type MapItem, placed, type Run, type Visit } from './visit';

/** Members of `$states` that are there only after the state's work. */
export interface After {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** Evaluates a field. @throws StateFailure States.QueryEvaluationError, with the event EvaluationFailed recorded. */
export async function evaluate(
  run: Run,
  visit: Visit,
  template: Template,
  after: After = {},
  item?: MapItem,
): Promise<Json> {
  try {
    return await template.evaluate(bindings(run, visit, after, item));
  } catch (error) {
    if (error instanceof EvaluationProblem) throw evaluationFailed(run, visit, error.location, error.message);
    throw error;
  }
}

/** Evaluates a field that must give a value of one type. `fits` may narrow it further, and `expected` names all of it. */
export async function evaluateAs<T extends Json>(
  run: Run,
  visit: Visit,
  template: Template,
  expected: string,
  fits: (value: Json) => value is T,
): Promise<T> {
  const value = await evaluate(run, visit, template);
  if (fits(value)) return value;
  const what =
    template.expression === undefined
      ? `The value specified for the field '${template.location}' has an unexpected type.`
      : `The JSONata expression '${template.expression.source}' specified for the field '${template.location}' returned an unexpected result type.`;
  const but = `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  throw evaluationFailed(run, visit, template.location, `${what} ${but}`);
}

/** Output and Assign, both on the values that the state was entered with. Without Output the `fallback` goes on. */
export async function evaluateEffects(
  run: Run,
  visit: Visit,
  effects: Effects,
  fallback: Json,
  after: After = {},
): Promise<{ readonly output: Json; readonly assigned: Readonly<Record<string, Json>> }> {
  const assigned = effects.assign === undefined ? {} : await evaluate(run, visit, effects.assign, after);
  const output = effects.output === undefined ? fallback : await evaluate(run, visit, effects.output, after);
  return { output, assigned: assigned as Readonly<Record<string, Json>> };
}

/** @param location of the field at fault; absent when none is. */
export function evaluationFailed(run: Run, visit: Visit, location: string | undefined, problem: string): StateFailure {
  const { thread } = visit.line;
  const cause = placed(run, visit, problem);
  const error = 'States.QueryEvaluationError';
  // Recorded on AWS: a failure on entering is placed after the event before StateEntered, not after StateEntered.
  const previous = thread.last === visit.enteredId && visit.state.type !== 'Wait' ? visit.previousId : thread.last;
  thread.last = run.execution.history.add('EvaluationFailed', previous, {
    evaluationFailedEventDetails: {
      error,
      cause,
      ...(location !== undefined && { location }),
      state: visit.state.name,
    },
  });
  return new StateFailure(error, cause);
}

function bindings(run: Run, visit: Visit, after: After, item: MapItem | undefined): Bindings {
  return {
    ...functions(run.platform.clock.now(), run.chance),
    ...visit.line.variables.all(),
    states: { input: visit.input, context: contextObject(run, visit, item), ...after },
  };
}
