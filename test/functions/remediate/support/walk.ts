import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';

type Json = Record<string, unknown>;
type State = Json & { Type: string; Next?: string; End?: boolean; Retry?: Retrier[]; Catch?: Catcher[] };
type Tasks = Record<string, (input: never) => Promise<unknown>>;
interface Machine {
  StartAt: string;
  States: Record<string, State>;
}
interface Retrier {
  ErrorEquals: string[];
  MaxAttempts?: number;
}
interface Catcher {
  ErrorEquals: string[];
  Assign?: Json;
  Output?: unknown;
  Next: string;
}

/** What the holder of a task's token says; undefined: nothing until the time limit. */
export type TokenAnswer = { readonly output: unknown } | { readonly error?: string; readonly cause?: string };

interface Settings {
  executionArn?: string;
  wait?: (seconds: number) => void;
  /** Answers a state that waits for its token, after its function has returned. */
  answer?: (token: string, seconds: number) => Promise<TokenAnswer | undefined> | TokenAnswer | undefined;
}

export const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:heal:one';

/**
 * Walks a definition from state to state with tasks in this process: enough of the language to test that definition and
 * tasks fit together, without time, history or timeouts.
 * @param tasks by the name of their substitution, without `FunctionArn`
 */
export async function walk(definition: string, input: unknown, tasks: Tasks, settings: Settings = {}) {
  const text = readFileSync(join(__dirname, '../../../../statemachines', definition), 'utf8');
  return walkMachine(JSON.parse(text), input, tasks, settings);
}

async function walkMachine(
  machine: Machine,
  input: unknown,
  tasks: Tasks,
  { executionArn = EXECUTION, wait = () => {}, answer = () => undefined }: Settings,
): Promise<{ path: string[]; end: string; output: unknown }> {
  const context = { Execution: { Id: executionArn, StartTime: '2026-03-14T09:29:59.000Z' } };
  const path: string[] = [];
  let variables: Json = {};
  let name: string = machine.StartAt;
  let current: unknown = input;

  /** One attempt. A task with a token goes on with its answer instead of the function's. */
  async function call(stateName: string, state: State, attempt: number): Promise<unknown> {
    const token = String(state.Resource).endsWith('.waitForTaskToken') ? `${stateName} ${path.length}.${attempt}` : '';
    const scope = { ...variables, states: { input: current, context: { ...context, Task: { Token: token } } } };
    const { FunctionName, Payload } = (await evaluate(state.Arguments, scope)) as {
      FunctionName: string;
      Payload: Json;
    };
    const task = tasks[FunctionName.replace(/^\$\{(\w+)FunctionArn\}$/, '$1')];
    if (task === undefined) throw new Ended(`${stateName} calls ${FunctionName}, which is no task.`);
    const answered = await task(overTheWire(Payload) as never);
    if (token === '') return { Payload: answered };
    const seconds = Number(await evaluate(state.TimeoutSeconds, scope));
    const said = await answer(token, seconds);
    if (said === undefined) {
      wait(seconds);
      throw new StateError('States.Timeout', '');
    }
    if ('output' in said) return said.output;
    throw new StateError(said.error ?? '', said.cause ?? '');
  }

  for (;;) {
    path.push(name);
    if (path.length > 1000) throw new Error(`No end in sight: ${path.slice(-12).join(' > ')}`);
    const state = machine.States[name] as State;
    const scope = (extra: Json = {}) => ({ ...variables, states: { input: current, context, ...extra } });
    const assign = async (fields: unknown, extra: Json = {}) => {
      variables = { ...variables, ...((await evaluate(fields ?? {}, scope(extra))) as Json) };
    };
    switch (state.Type) {
      case 'Succeed':
        if (state.Output !== undefined) current = await evaluate(state.Output, scope());
        return { path, end: name, output: current };
      case 'Pass':
        await assign(state.Assign);
        if (state.Output !== undefined) current = await evaluate(state.Output, scope());
        break;
      case 'Map': {
        const items = (await evaluate(state.Items, scope())) as unknown[];
        const walks = items.map((item) => walkMachine(state.ItemProcessor as Machine, item, tasks, { executionArn }));
        current = (await Promise.all(walks)).map(({ output }) => output);
        break;
      }
      case 'Wait':
        wait(Number(await evaluate(state.Seconds, scope())));
        break;
      case 'Choice': {
        const choices = state.Choices as { Condition: string; Next: string; Assign?: Json }[];
        let next = state.Default as string;
        for (const choice of choices) {
          if ((await evaluate(choice.Condition, scope())) === true) {
            await assign(choice.Assign);
            next = choice.Next;
            break;
          }
        }
        name = next;
        continue;
      }
      case 'Task': {
        try {
          const result = await withRetries(state.Retry ?? [], (attempt) => call(name, state, attempt));
          const extra = { result: overTheWire(result) };
          const output = await evaluate(state.Output, scope(extra));
          await assign(state.Assign, extra);
          current = output;
        } catch (error) {
          if (error instanceof Ended) throw error;
          const { name: errorName, message } = error as Error;
          const catcher = state.Catch?.find((one) => matches(one.ErrorEquals, errorName));
          if (catcher === undefined) throw error;
          const errorOutput = {
            Error: errorName,
            Cause:
              error instanceof StateError ? message : JSON.stringify({ errorType: errorName, errorMessage: message }),
          };
          const output =
            catcher.Output === undefined ? errorOutput : await evaluate(catcher.Output, scope({ errorOutput }));
          await assign(catcher.Assign, { errorOutput });
          current = output;
          name = catcher.Next;
          continue;
        }
        break;
      }
      default:
        throw new Error(`The walker does not know ${state.Type}.`);
    }
    if (state.End === true) return { path, end: name, output: current };
    name = state.Next as string;
  }
}

/** Ends an execution on the spot, past every Retry and Catch, as an abort does. */
export class Ended extends Error {
  override readonly name = 'Ended';
}

/** An error that no function has thrown. */
class StateError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

async function withRetries(retriers: Retrier[], work: (attempt: number) => Promise<unknown>): Promise<unknown> {
  const used = new Map<Retrier, number>();
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (error instanceof Ended) throw error;
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, (error as Error).name));
      const count = retrier === undefined ? 0 : (used.get(retrier) ?? 0);
      if (retrier === undefined || count >= (retrier.MaxAttempts ?? 3)) throw error;
      used.set(retrier, count + 1);
    }
  }
}

const matches = (names: string[], error: string): boolean => names.includes(error) || names.includes('States.ALL');

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Like Step Functions, an undefined result is an error. */
async function evaluate(template: unknown, scope: Json): Promise<unknown> {
  if (Array.isArray(template)) return Promise.all(template.map((part) => evaluate(part, scope)));
  if (typeof template === 'object' && template !== null) {
    const parts = Object.entries(template).map(async ([key, part]) => [key, await evaluate(part, scope)] as const);
    return Object.fromEntries(await Promise.all(parts));
  }
  const expression = typeof template === 'string' ? /^\{% (.*) %\}$/.exec(template)?.[1] : undefined;
  if (expression === undefined) return template;
  const result: unknown = await jsonata(expression).evaluate({}, scope);
  if (result === undefined)
    throw Object.assign(new Error(`${expression} is undefined`), { name: 'States.QueryEvaluationError' });
  return result;
}
