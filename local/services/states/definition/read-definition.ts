import { NotEmulatedError } from '../../../kernel/errors';
import type { Integration } from '../integrations/integration';
import { jsonFault } from '../json-fault';
import type { Definition, Scope, State } from './asl';
import { BRANCH, checkFields, ITEM_PROCESSOR, MACHINE } from './fields';
import { InvalidDefinition, schemaFault } from './invalid';
import { passLibraryGate } from './library-gate';
import { readQueryLanguage } from './query-language';
import { Reader } from './read';
import { readState, type Surroundings } from './read-state';
import { checkVariables } from './variable-names';

export type MachineType = 'STANDARD' | 'EXPRESS';

const MOST_SECONDS = 99_999_999;
const MOST_NAME_CHARACTERS = 80;

/**
 * Reads, checks and compiles a definition.
 * @throws InvalidDefinition for what AWS refuses; NotEmulatedError, by name, for what only AWS can do.
 */
export async function readDefinition(text: string, type: MachineType, isTest = false): Promise<Definition> {
  if (text.trim() === '') throw schemaFault('Definition must be a valid JSON object', '');
  const machine = Reader.of(parse(text), '');
  const missing = ['States', 'StartAt'].filter((field) => !machine.has(field));
  if (missing.length > 0) throw schemaFault(`These fields are required: [${missing.join(', ')}]`, '/');
  checkFields(MACHINE, machine.raw, '/');
  const scope = readScope(machine, { type, language: readQueryLanguage(machine), isTest });
  passLibraryGate(machine.raw);
  checkVariables(machine);
  for (const integration of integrationsOf(scope)) await integration.verify();
  return {
    ...scope,
    timeoutSeconds: machine.has('TimeoutSeconds') ? machine.number('TimeoutSeconds', 0, 1, MOST_SECONDS) : undefined,
  };
}

function parse(text: string): unknown {
  const fault = jsonFault(text);
  if (fault === undefined) return JSON.parse(text);
  throw new InvalidDefinition('INVALID_JSON_DESCRIPTION', `${fault.message}\n at ${fault.location}`, fault.location);
}

function readScope(reader: Reader, given: Omit<Surroundings, 'readInner'>): Scope {
  const startAt = reader.text('StartAt');
  const states = new Map<string, State>();
  const refused = new Map<string, NotEmulatedError>();
  const readInner = (inner: Reader): Scope => {
    checkFields(inner.has('ProcessorConfig') ? ITEM_PROCESSOR : BRANCH, inner.raw, inner.location);
    return readScope(inner, given);
  };
  for (const [name, state] of reader.members('States')) {
    if (name.length > MOST_NAME_CHARACTERS)
      throw schemaFault(`State name '${name}' is longer than 80 characters`, reader.at('States'));
    try {
      states.set(name, readState(name, state, { ...given, readInner }));
    } catch (error) {
      if (!given.isTest || !(error instanceof NotEmulatedError)) throw error;
      refused.set(name, error);
    }
  }
  const targets = [startAt, ...[...states.values()].flatMap(targetsOf)];
  const missing = targets.find((target) => !states.has(target) && !refused.has(target));
  if (missing !== undefined) {
    throw new InvalidDefinition(
      'MISSING_TRANSITION_TARGET',
      `Missing transition target: ${missing}`,
      reader.at('States'),
    );
  }
  return { startAt, states, ...(refused.size > 0 && { refused }) };
}

/** Names of the states that a state may go to. */
function targetsOf(state: State): string[] {
  switch (state.type) {
    case 'Choice':
      return [...state.choices.map(({ next }) => next), ...(state.default === undefined ? [] : [state.default])];
    case 'Task':
    case 'Map':
    case 'Parallel':
      return [...(state.next === undefined ? [] : [state.next]), ...state.catch.map(({ next }) => next)];
    case 'Wait':
    case 'Pass':
      return state.next === undefined ? [] : [state.next];
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return state satisfies never;
  }
}

function integrationsOf(scope: Scope): Integration[] {
  return [...scope.states.values()].flatMap((state) => {
    if (state.type === 'Task') return [state.integration];
    if (state.type === 'Map') return integrationsOf(state.itemProcessor);
    return state.type === 'Parallel' ? state.branches.flatMap(integrationsOf) : [];
  });
}
