import jsonata from 'jsonata';
import { isObject } from '../../support/json';
import { isExpression } from '../expression/template';

/** Scopes inside a state: what they refer to is theirs. */
const INNER = new Set(['ItemProcessor', 'Branches']);

/**
 * The workflow variables that each state of a definition refers to, by the state's name, sorted; states that refer to
 * none are left out. Undefined when there are none at all, as DescribeStateMachine has it.
 * @param source of a definition that has been read.
 */
export function variableReferences(source: string): Readonly<Record<string, string[]>> | undefined {
  const states = statesOf(JSON.parse(source));
  const assigned = new Set(states.flatMap(([, state]) => namesIn(state)));
  const references = states
    .map(([name, state]) => [name, referredBy(state).filter((variable) => assigned.has(variable))] as const)
    .filter(([, variables]) => variables.length > 0);
  return references.length === 0 ? undefined : Object.fromEntries(references);
}

/** All states, those of inner scopes included. */
function statesOf(scope: unknown): Array<readonly [name: string, state: object]> {
  if (!isObject(scope) || !isObject(scope.States)) return [];
  return Object.entries(scope.States).flatMap(([name, state]) => {
    if (!isObject(state)) return [];
    const inner = [state.ItemProcessor, ...(Array.isArray(state.Branches) ? state.Branches : [])];
    return [[name, state] as const, ...inner.flatMap(statesOf)];
  });
}

/** Names of the variables that a state assigns, in whatever place. */
function namesIn(state: unknown): string[] {
  if (Array.isArray(state)) return state.flatMap(namesIn);
  if (!isObject(state)) return [];
  return Object.entries(state).flatMap(([key, value]) => {
    if (INNER.has(key)) return [];
    return key === 'Assign' && isObject(value) ? Object.keys(value) : namesIn(value);
  });
}

function referredBy(state: object): string[] {
  const found = expressionsIn(state).flatMap((text) => variablesOf(jsonata(text.slice(2, -2)).ast()));
  return [...new Set(found)].sort();
}

function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') return isExpression(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => (INNER.has(key) ? [] : expressionsIn(member)));
}

function variablesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { type?: string; value?: unknown };
  const own = type === 'variable' && typeof value === 'string' ? [value] : [];
  return [...own, ...Object.values(node).flatMap(variablesOf)];
}
