import jsonata from 'jsonata';
import type { Bindings } from './functions';
import { type Json, NotJson, toJson } from './json';

/** Real-time watchdog against an expression without end; AWS allows one second of its own time. */
const PATIENCE_MS = 30_000;

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
        throw problem(`threw an error during evaluation. ${describe(error)}`);
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

function compile(source: string): jsonata.Expression {
  try {
    const expression = jsonata(source, { timeout: PATIENCE_MS });
    refuseNewOperators(expression.ast(), source);
    return expression;
  } catch (error) {
    throw new Error(describe(error));
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

/** JSONata throws objects with `code` and `message`. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message ?? error) : `${code}: ${message}`;
}
