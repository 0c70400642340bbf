import jsonata from 'jsonata';
import { type Bindings, MEMORY_EXCEEDED } from './functions';
import { type Json, NotJson, toJson } from './json';

/**
 * Bounds of one evaluation. AWS allows one second of its own time, which is no measure for this machine's; a depth of 100
 * and 873,782 items of a sequence are what others report of AWS; they are not documented.
 */
const BOUNDS = { timeout: 5_000, stack: 100, sequence: 873_782 };

/** What AWS says when a bound is reached, by the library's code for it. */
const BEYOND: Readonly<Record<string, string>> = {
  D1011: 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
  D1012: 'Expression evaluation timeout: Check for infinite loop',
  D2014: MEMORY_EXCEEDED,
  D2015: MEMORY_EXCEEDED,
};

/** Why an expression gave no value. `location` as in the event EvaluationFailed, for example `Output/items[0]`. */
export class EvaluationProblem extends Error {
  constructor(
    readonly location: string,
    message: string,
  ) {
    super(message);
  }
}

/** One JSONata expression of a definition, compiled once. */
export interface Expression {
  readonly source: string;
  readonly location: string;
  /** @throws EvaluationProblem in Step Functions' words. */
  evaluate(bindings: Bindings): Promise<Json>;
}

/** Compiles what stands between `{%` and `%}`. Throws an Error that says what is wrong with the source. */
export function compileExpression(text: string, location: string): Expression {
  const source = text.trim();
  const compiled = compile(source);
  const problem = (what: string): EvaluationProblem =>
    new EvaluationProblem(location, `The JSONata expression '${source}' specified for the field '${location}' ${what}`);
  return {
    source,
    location,
    async evaluate(bindings) {
      let value: unknown;
      try {
        value = await compiled.evaluate(undefined, bindings);
      } catch (error) {
        throw problem(`threw an error during evaluation${described(error)}`);
      }
      if (value === undefined) throw problem('returned nothing (undefined).');
      try {
        return toJson(value);
      } catch (error) {
        if (error instanceof NotJson) throw problem('returned an unsupported result type.');
        throw error;
      }
    },
  };
}

/** The syntax tree of an expression, or what is wrong with it, in AWS's words. */
export function parseExpression(
  source: string,
): { readonly kind: 'parsed'; readonly ast: unknown } | { readonly kind: 'broken'; readonly problem: string } {
  try {
    return { kind: 'parsed', ast: compile(source).ast() };
  } catch (error) {
    return { kind: 'broken', problem: (error as Error).message };
  }
}

/** Throws an Error in AWS's words, which are the library's without the code. */
function compile(source: string): jsonata.Expression {
  try {
    const expression = jsonata(source, BOUNDS);
    refuseNewOperators(expression.ast(), source);
    return expression;
  } catch (error) {
    throw new Error(String((error as { message?: string }).message ?? error));
  }
}

/**
 * AWS has JSONata 2.0.6; the operators `??` and `?:` came with 2.1. The library rewrites them as `? :`, so that only the
 * place of the operator tells them. Throws what 2.0.6 would.
 */
function refuseNewOperators(node: unknown, source: string): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, position } = node as { type?: string; position?: number };
  const operator = type === 'condition' && position !== undefined ? source.slice(position - 2, position) : '';
  if (operator === '??' || operator === '?:') {
    const second = operator.charAt(1);
    throw { code: 'S0211', message: `The symbol "${second}" cannot be used as a unary operator` };
  }
  for (const part of Object.values(node)) refuseNewOperators(part, source);
}

/** The end of AWS's sentence. JSONata throws objects with `code` and `message`; what has no code follows a colon. */
function described(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const beyond = code === undefined ? undefined : BEYOND[code];
  if (beyond !== undefined) return `: ${beyond}`;
  return code === undefined ? `: ${String(message ?? error)}` : `. ${code}: ${message}`;
}
