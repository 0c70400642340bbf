import { NotEmulatedError } from '../../../kernel/errors';
import { readResource } from '../integrations/read-resource';
import type { Scope, State, StateType } from './asl';
import { CHOICE_RULE, checkFields, ITEM_PROCESSOR, STATES } from './fields';
import { schemaFault } from './invalid';
import type { Reader } from './read';
import { readEffects } from './read-effects';
import { readCatchers, readRetriers } from './read-errors';

export interface Surroundings {
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Reads the scope inside a Map or Parallel state. */
  readInner(reader: Reader): Scope;
}

export function readState(name: string, state: Reader, around: Surroundings): State {
  const type = state.text('Type') as StateType;
  const fields = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  if (fields === undefined)
    throw schemaFault(`Value is not one of [${Object.keys(STATES).join(', ')}]`, state.at('Type'));
  checkQueryLanguage(state);
  checkFields(fields, state.raw, state.location);
  switch (type) {
    case 'Task':
      return {
        type,
        ...onward(name, state),
        ...fallible(state),
        integration: readResource(state.text('Resource'), around.type, state.at('Resource')),
        arguments: state.template('Arguments'),
        timeoutSeconds: state.template('TimeoutSeconds'),
      };
    case 'Choice':
      return {
        type,
        name,
        ...readEffects(state),
        choices: readChoices(state),
        default: state.has('Default') ? state.text('Default') : undefined,
      };
    case 'Wait':
      return { type, ...onward(name, state), until: readUntil(state) };
    case 'Pass':
      return { type, ...onward(name, state) };
    case 'Succeed':
      return { type, name, output: state.template('Output') };
    case 'Fail':
      return { type, name, error: state.template('Error'), cause: state.template('Cause') };
    case 'Map':
      return {
        type,
        ...onward(name, state),
        ...fallible(state),
        items: state.template('Items'),
        itemSelector: state.template('ItemSelector'),
        maxConcurrency: state.template('MaxConcurrency'),
        itemProcessor: readItemProcessor(state.object('ItemProcessor'), around),
      };
    case 'Parallel':
      state.required('Branches');
      return {
        type,
        ...onward(name, state),
        ...fallible(state),
        arguments: state.template('Arguments'),
        branches: state.list('Branches').map((branch) => around.readInner(branch)),
      };
    default:
      return type satisfies never;
  }
}

function checkQueryLanguage(state: Reader): void {
  if (state.has('QueryLanguage') && state.text('QueryLanguage') !== 'JSONata') {
    throw schemaFault(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      state.location,
    );
  }
}

function onward(name: string, state: Reader) {
  if (state.has('Next') === state.has('End'))
    throw schemaFault("Exactly one of 'Next' and 'End' is required", state.location);
  if (state.has('End') && state.required('End') !== true) throw schemaFault("'End' must be true", state.at('End'));
  return { name, ...readEffects(state), next: state.has('Next') ? state.text('Next') : undefined };
}

function fallible(state: Reader) {
  return { retry: readRetriers(state), catch: readCatchers(state) };
}

function readChoices(state: Reader) {
  state.required('Choices');
  const rules = state.list('Choices');
  if (rules.length === 0) throw schemaFault('Choices must not be empty', state.at('Choices'));
  return rules.map((rule, index) => {
    checkFields(CHOICE_RULE, rule.raw, rule.location);
    rule.required('Condition');
    const condition = rule.template('Condition', `Choices[${index}]/Condition`);
    if (condition?.expression === undefined)
      throw schemaFault('Condition must be a JSONata expression', rule.at('Condition'));
    return { condition, next: rule.text('Next'), ...readEffects(rule, `Choices[${index}]/`) };
  });
}

function readUntil(state: Reader) {
  const seconds = state.template('Seconds');
  const timestamp = state.template('Timestamp');
  if (seconds !== undefined && timestamp === undefined) return { kind: 'seconds', value: seconds } as const;
  if (timestamp !== undefined && seconds === undefined) return { kind: 'timestamp', value: timestamp } as const;
  throw schemaFault("Exactly one of 'Seconds' and 'Timestamp' is required", state.location);
}

function readItemProcessor(processor: Reader, around: Surroundings): Scope {
  checkFields(ITEM_PROCESSOR, processor.raw, processor.location);
  const config = processor.has('ProcessorConfig') ? processor.object('ProcessorConfig') : undefined;
  const mode = config?.has('Mode') === true ? config.text('Mode') : 'INLINE';
  if (config !== undefined && mode !== 'INLINE')
    throw new NotEmulatedError(`the Map mode ${mode} at ${config.at('Mode')}`);
  return around.readInner(processor);
}
