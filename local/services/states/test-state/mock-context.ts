import { isObject, parseObject } from '../../support/json';
import type { State } from '../definition/asl';
import { invalid } from '../errors';
import type { Json } from '../expression/json';

/** Members of a context object that may be given, and those of theirs that have to be text. */
const FIELDS: Readonly<Record<string, { readonly texts: readonly string[]; readonly others: readonly string[] }>> = {
  Execution: { texts: ['Id', 'Name', 'RoleArn', 'StartTime', 'RedriveTime'], others: ['Input', 'RedriveCount'] },
  State: { texts: ['EnteredTime', 'Name'], others: ['RetryCount'] },
  StateMachine: { texts: ['Id', 'Name'], others: [] },
  Task: { texts: ['Token'], others: [] },
};

/**
 * The context object that a test gives instead of its own; nothing is added to it.
 * @throws ValidationException, in words as near to recorded ones as could be had.
 */
export function mockContext(text: string | undefined, state: State): Json | undefined {
  if (text === undefined) return undefined;
  const context = parseObject(text);
  if (context === undefined) throw problem('Context object must be a JSON object');
  for (const [name, value] of Object.entries(context)) checkField(name, value);
  const hasToken = state.type === 'Task' && state.integration.pattern !== 'requestResponse';
  if (context.Task !== undefined && !hasToken) {
    throw problem(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  }
  return context as Json;
}

function checkField(name: string, value: unknown): void {
  if (name === 'Map') throw problem("'Map' field is not supported when mocking a Context object");
  const known = FIELDS[name];
  if (known === undefined) throw problem(`Field '${name}' is not allowed`);
  if (!isObject(value)) throw problem(`${name} must be a JSON object`);
  for (const [member, given] of Object.entries(value)) {
    if (known.others.includes(member)) continue;
    if (!known.texts.includes(member)) throw problem(`Field '${member}' is not allowed`);
    if (typeof given !== 'string') throw problem(`${name}.${member} must be a string`);
  }
}

const problem = (what: string) => invalid(`Invalid Context object provided: ${what}`);
