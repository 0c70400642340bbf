import { NotEmulatedError } from '../../../kernel/errors';
import { jsonFault } from '../../support/json-fault';
import type { Integration } from '../integrations/integration';
import type { Definition, Scope, State } from './asl';
import { expressionFaults } from './expression-faults';
import { BRANCH, checkFields, ITEM_PROCESSOR, MACHINE } from './fields';
import { graphFaults } from './graph-faults';
import { type Fault, fault, InvalidDefinition, schemaFault } from './invalid';
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
  const language = readQueryLanguage(machine);
  refuse(expressionFaults(machine.raw, '', language));
  const scope = readScope(machine, { type, language, isTest });
  if (!isTest) refuse(scopeFaults(scope, ''));
  passLibraryGate(machine.raw);
  checkVariables(machine);
  for (const integration of integrationsOf(scope)) await integration.verify();
  return {
    ...scope,
    timeoutSeconds: machine.has('TimeoutSeconds') ? machine.number('TimeoutSeconds', 0, 1, MOST_SECONDS) : undefined,
  };
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new InvalidDefinition(faults);
}

/** Of a scope and those inside it. */
function scopeFaults(scope: Scope, at: string): Fault[] {
  const inner = [...scope.states.values()].flatMap((state) => {
    const here = `${at}/States/${state.name}`;
    if (state.type === 'Map') return scopeFaults(state.itemProcessor, `${here}/ItemProcessor`);
    if (state.type !== 'Parallel') return [];
    return state.branches.flatMap((branch, index) => scopeFaults(branch, `${here}/Branches[${index}]`));
  });
  return [...graphFaults(scope, at), ...inner];
}

function parse(text: string): unknown {
  const broken = jsonFault(text);
  if (broken === undefined) return JSON.parse(text);
  throw fault('INVALID_JSON_DESCRIPTION', `${broken.message}\n at ${broken.location}`, broken.location);
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
  return { startAt, states, ...(refused.size > 0 && { refused }) };
}

function integrationsOf(scope: Scope): Integration[] {
  return [...scope.states.values()].flatMap((state) => {
    if (state.type === 'Task') return [state.integration];
    if (state.type === 'Map') return integrationsOf(state.itemProcessor);
    return state.type === 'Parallel' ? state.branches.flatMap(integrationsOf) : [];
  });
}
