import { NotEmulatedError } from '../../../kernel/errors';
import { isExpression } from '../expression/template';
import type { StateType } from './asl';
import { schemaFault } from './invalid';
import type { Reader } from './read';

export type QueryLanguage = 'JSONata' | 'JSONPath';

/** The language of a machine's states that do not set their own. */
export function readQueryLanguage(machine: Reader): QueryLanguage {
  if (!machine.has('QueryLanguage')) return 'JSONPath';
  const language = machine.text('QueryLanguage');
  if (language !== 'JSONata' && language !== 'JSONPath')
    throw schemaFault('Value is not one of [JSONPath, JSONata]', machine.at('QueryLanguage'));
  return language;
}

const EVERY = ['Type', 'Comment', 'QueryLanguage', 'Next', 'End'];
/** Fields beside those, by type, with which a state of either language does the same when no value is an expression. */
const SAME_IN_BOTH: Readonly<Partial<Record<StateType, readonly string[]>>> = {
  Pass: [],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Wait: ['Seconds', 'Timestamp'],
};
/** Fields that JSONata states do not have. */
const JSON_PATH = /^(?:InputPath|OutputPath|ResultPath|ResultSelector|Parameters|Result|ItemsPath|Iterator|\w+Path)$/;

/**
 * Refuses JSONPath by the names of the state and of its first field in that language. A state that does the same in
 * both languages passes: a machine of JSONata states often has such ones between them.
 */
export function checkQueryLanguage(name: string, type: StateType, state: Reader, machine: QueryLanguage): void {
  const own = state.has('QueryLanguage') ? state.text('QueryLanguage') : machine;
  if (own === 'JSONata') return;
  if (own !== 'JSONPath') throw schemaFault('Value is not one of [JSONPath, JSONata]', state.at('QueryLanguage'));
  if (machine === 'JSONata')
    throw schemaFault(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      state.location,
    );
  const same = SAME_IN_BOTH[type];
  const fields = Object.keys(state.raw);
  const different = fields.filter(
    (field) => !EVERY.includes(field) && !isSame(state.value(field), same?.includes(field)),
  );
  if (same !== undefined && different.length === 0) return;
  const field = different.find((one) => JSON_PATH.test(one));
  const where = field === undefined ? '' : `, in its field ${field}`;
  throw new NotEmulatedError(
    `JSONPath, the query language of the state '${name}' at ${state.location}${where}: set "QueryLanguage": "JSONata" for the state or for the whole machine`,
  );
}

function isSame(value: unknown, isKnown = false): boolean {
  return isKnown && !(typeof value === 'string' && isExpression(value));
}
