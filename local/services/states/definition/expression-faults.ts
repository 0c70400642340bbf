import { isObject } from '../../support/json';
import { parseExpression } from '../expression/expression';
import { referencesOf } from '../expression/references';
import { isExpression } from '../expression/template';
import type { Fault } from './invalid';

/** Fields of a state, a choice rule or a catcher that are evaluated: a Comment may say what it likes. */
const EVALUATED = new Set([
  'Arguments',
  'Assign',
  'Cause',
  'Condition',
  'Error',
  'HeartbeatSeconds',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
  'Output',
  'Seconds',
  'TimeoutSeconds',
  'Timestamp',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
]);
const ALWAYS = ['input', 'context'];
const WITH_RESULT = new Set(['Task', 'Map', 'Parallel']);

/**
 * What AWS refuses of the expressions in the states that are in JSONata, all of it: what does not parse, and what refers
 * to something that is not there. Whatever else is wrong with the definition is left to others.
 * @param inherited the query language of states that do not set their own.
 */
export function expressionFaults(scope: unknown, at: string, inherited: string): Fault[] {
  if (!isObject(scope) || !isObject(scope.States)) return [];
  return Object.entries(scope.States).flatMap(([name, state]) => {
    if (!isObject(state)) return [];
    const here = `${at}/States/${name}`;
    const language = typeof state.QueryLanguage === 'string' ? state.QueryLanguage : inherited;
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    return [
      ...(language === 'JSONata' ? ownFaults(state, here) : []),
      ...expressionFaults(state.ItemProcessor, `${here}/ItemProcessor`, inherited),
      ...branches.flatMap((branch, index) => expressionFaults(branch, `${here}/Branches[${index}]`, inherited)),
    ];
  });
}

function ownFaults(state: Readonly<Record<string, unknown>>, here: string): Fault[] {
  const within = (list: string, members: readonly string[]): Fault[] => {
    const places = Array.isArray(state[list]) ? state[list] : [];
    return places.flatMap((place, index) => fieldFaults(place, `${here}/${list}[${index}]`, () => members));
  };
  return [
    ...fieldFaults(state, here, (field) => membersFor(state.Type, field)),
    ...within('Choices', ALWAYS),
    ...within('Catch', [...ALWAYS, 'errorOutput']),
  ];
}

function fieldFaults(place: unknown, here: string, members: (field: string) => readonly string[]): Fault[] {
  if (!isObject(place)) return [];
  return Object.entries(place).flatMap(([field, value]) =>
    EVALUATED.has(field) ? faultsIn(value, `${here}/${field}`, members(field)) : [],
  );
}

/** Members of `$states` that a field may refer to. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
function membersFor(type: unknown, field: string): readonly string[] {
  const hasResult = WITH_RESULT.has(String(type)) && (field === 'Output' || field === 'Assign');
  return hasResult ? [...ALWAYS, 'result'] : ALWAYS;
}

function faultsIn(value: unknown, location: string, members: readonly string[]): Fault[] {
  if (typeof value === 'string') return isExpression(value) ? faultsOf(value.slice(2, -2), location, members) : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => faultsIn(item, `${location}[${index}]`, members));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => faultsIn(item, `${location}/${key}`, members));
}

function faultsOf(source: string, location: string, members: readonly string[]): Fault[] {
  const parsed = parseExpression(source.trim());
  if (parsed.kind === 'broken') return [{ code: 'INVALID_JSONATA_EXPRESSION', what: parsed.problem, location }];
  const { topLevel, root, states } = referencesOf(parsed.ast);
  const unsupported = (what: string): Fault => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', what, location });
  return [
    ...(root
      ? [{ code: 'INVALID_JSONATA_EXPRESSION', what: "Reference to '$$' is not supported.", location } as const]
      : []),
    ...topLevel.map((name) => unsupported(`Reference to '${name}' at the top level is not supported.`)),
    ...states
      .filter((member) => !members.includes(member))
      .map((member) => unsupported(`Field '$states.${member}' does not exist.`)),
  ];
}
