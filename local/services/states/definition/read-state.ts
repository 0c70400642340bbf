import { NotEmulatedError } from '../../../kernel/errors';
import { parseTimestamp } from '../expression/timestamp';
import { readResource } from '../integrations/read-resource';
import type { Scope, State, StateType } from './asl';
import { CHOICE_RULE, checkFields, ITEM_PROCESSOR, STATES, withAll } from './fields';
import { schemaFault } from './invalid';
import { checkQueryLanguage, type QueryLanguage } from './query-language';
import type { Reader } from './read';
import { readEffects } from './read-effects';
import { readCatchers, readRetriers } from './read-errors';

export interface Surroundings {
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Of the machine. */
  readonly language: QueryLanguage;
  /** For TestState, where a Map's work is mocked: then a distributed one is as good as another. */
  readonly isTest: boolean;
  /** Reads the scope inside a Map or Parallel state. */
  readInner(reader: Reader): Scope;
}

export function readState(name: string, state: Reader, around: Surroundings): State {
  const type = state.text('Type') as StateType;
  const fields = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  if (fields === undefined)
    throw schemaFault(
      `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]`,
      state.at('Type'),
    );
  checkQueryLanguage(name, type, state, around.language);
  checkCredentials(state);
  checkFields(type === 'Map' && around.isTest ? withAll(fields) : fields, state.raw, state.location);
  switch (type) {
    case 'Task': {
      const integration = readResource(state.text('Resource'), around.type, state.at('Resource'));
      checkTimes(state);
      return {
        type,
        ...onward(name, state),
        ...fallible(state),
        integration,
        arguments: state.template('Arguments'),
        timeoutSeconds: state.template('TimeoutSeconds'),
        heartbeatSeconds: state.template('HeartbeatSeconds'),
      };
    }
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
        toleratedFailureCount: state.template('ToleratedFailureCount'),
        toleratedFailurePercentage: state.template('ToleratedFailurePercentage'),
        hasResultWriter: state.has('ResultWriter'),
        itemProcessor: readItemProcessor(state.object('ItemProcessor'), around),
      };
    case 'Parallel':
      state.required('Branches');
      if (state.list('Branches').length === 0) throw schemaFault('Value cannot be empty', state.at('Branches'));
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

/** Credentials are not emulated; what AWS says of such without a role comes first, as the author has to mend it. */
function checkCredentials(state: Reader): void {
  if (!state.has('Credentials') || state.object('Credentials').has('RoleArn')) return;
  throw schemaFault("The field 'RoleArn' is required but was missing", state.at('Credentials'));
}

function checkTimes(state: Reader): void {
  if (!state.has('HeartbeatSeconds')) return;
  const [heartbeat, timeout] = [state.value('HeartbeatSeconds'), state.value('TimeoutSeconds')];
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout)
    throw schemaFault('HeartbeatSeconds must be smaller than TimeoutSeconds', state.at('HeartbeatSeconds'));
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
  if (rules.length === 0) throw schemaFault('Value cannot be empty', state.at('Choices'));
  return rules.map((rule, index) => {
    checkFields(CHOICE_RULE, rule.raw, rule.location);
    rule.required('Condition');
    const condition = rule.template('Condition', `Choices[${index}]/Condition`);
    // Recorded on AWS: a boolean of the definition's own is a condition too.
    if (condition === undefined || (condition.expression === undefined && typeof rule.value('Condition') !== 'boolean'))
      throw schemaFault('Condition must be a JSONata expression or a boolean', rule.at('Condition'));
    return { condition, next: rule.text('Next'), ...readEffects(rule, `Choices[${index}]/`) };
  });
}

function readUntil(state: Reader) {
  const seconds = state.template('Seconds');
  const timestamp = state.template('Timestamp');
  const literal = timestamp?.expression === undefined ? state.value('Timestamp') : undefined;
  if (typeof literal === 'string' && parseTimestamp(literal) === undefined)
    throw schemaFault('String does not match RFC3339 timestamp', state.at('Timestamp'));
  if (seconds !== undefined && timestamp === undefined) return { kind: 'seconds', value: seconds } as const;
  if (timestamp !== undefined && seconds === undefined) return { kind: 'timestamp', value: timestamp } as const;
  throw schemaFault("Exactly one of 'Seconds' and 'Timestamp' is required", state.location);
}

function readItemProcessor(processor: Reader, around: Surroundings): Scope {
  checkFields(ITEM_PROCESSOR, processor.raw, processor.location);
  const config = processor.has('ProcessorConfig') ? processor.object('ProcessorConfig') : undefined;
  const mode = config?.has('Mode') === true ? config.text('Mode') : 'INLINE';
  if (config !== undefined && mode !== 'INLINE' && !around.isTest)
    throw new NotEmulatedError(`the Map mode ${mode} at ${config.at('Mode')}`);
  return around.readInner(processor);
}
