import { NotEmulatedError } from '../../../kernel/errors';
import type { StateType } from './asl';
import { schemaFault } from './invalid';

/** Fields of one kind of object in a definition: those that work here, and those that only AWS has. */
export interface Fields {
  readonly known: readonly string[];
  readonly notEmulated: readonly string[];
}

const STATE = ['Type', 'Comment', 'QueryLanguage'];
const ONWARD = [...STATE, 'Output', 'Assign', 'Next', 'End'];
const FALLIBLE = [...ONWARD, 'Retry', 'Catch'];

export const MACHINE: Fields = {
  known: ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'],
  notEmulated: [],
};
export const BRANCH: Fields = { known: ['Comment', 'StartAt', 'States'], notEmulated: [] };
export const ITEM_PROCESSOR: Fields = { known: [...BRANCH.known, 'ProcessorConfig'], notEmulated: [] };
export const RETRIER: Fields = {
  known: [
    'Comment',
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
  ],
  notEmulated: [],
};
export const CATCHER: Fields = { known: ['Comment', 'ErrorEquals', 'Next', 'Output', 'Assign'], notEmulated: [] };
export const CHOICE_RULE: Fields = { known: ['Comment', 'Condition', 'Next', 'Output', 'Assign'], notEmulated: [] };

/** By type of state, in JSONata's form: `InputPath` and its like belong to JSONPath and are refused as AWS refuses them. */
export const STATES: Readonly<Record<StateType, Fields>> = {
  Task: {
    known: [...FALLIBLE, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
    notEmulated: ['Credentials'],
  },
  Choice: { known: [...STATE, 'Choices', 'Default', 'Output', 'Assign'], notEmulated: [] },
  Wait: { known: [...ONWARD, 'Seconds', 'Timestamp'], notEmulated: [] },
  Pass: { known: ONWARD, notEmulated: [] },
  Succeed: { known: [...STATE, 'Output'], notEmulated: [] },
  Fail: { known: [...STATE, 'Error', 'Cause'], notEmulated: [] },
  Map: {
    known: [
      ...FALLIBLE,
      'Items',
      'ItemSelector',
      'ItemProcessor',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
    ],
    notEmulated: ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label', 'Iterator'],
  },
  Parallel: { known: [...FALLIBLE, 'Branches', 'Arguments'], notEmulated: [] },
};

/** The same, when nothing is going to be done with the fields that are not emulated. */
export function withAll({ known, notEmulated }: Fields): Fields {
  return { known: [...known, ...notEmulated], notEmulated: [] };
}

/** Refuses fields by name: as AWS does when AWS has no such field, as not emulated when it has. */
export function checkFields(fields: Fields, value: object, location: string): void {
  for (const field of Object.keys(value)) {
    if (fields.known.includes(field)) continue;
    if (fields.notEmulated.includes(field)) throw new NotEmulatedError(`the field ${field} at ${location}`);
    throw schemaFault(`Field '${field}' is not supported`, location);
  }
}
