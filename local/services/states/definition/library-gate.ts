import validate from 'asl-validator';
import { isObject } from '../../support/json';
import { isExpression } from '../expression/template';
import { fault, schemaFault } from './invalid';

/** Payloads: JSON of the author's, in which the library mistakes members named States or Next for the language's own. */
const PAYLOADS = new Set(['Arguments', 'Output', 'Assign', 'ItemSelector', 'Items']);
const STAND_IN = '{% 0 %}';
/** Of these the library takes less than AWS does: a constant condition, a fraction of a percent. */
const MORE_THAN_EXPRESSIONS = new Set(['Condition', 'ToleratedFailurePercentage']);

/** Skeletons that have passed: the library compiles its schemas anew each time, which takes a tenth of a second. */
const sound = new Set<string>();

/**
 * A second opinion on the structure of a definition, from the library asl-validator. Expressions and payloads are
 * checked by ourselves and stand in here as something plain: the library refuses sound ones (with line breaks, empty
 * strings, arrays in arrays), and it writes into what it is given.
 */
export function passLibraryGate(definition: object): void {
  const text = JSON.stringify(skeleton(definition));
  if (sound.has(text)) return;
  const { isValid, errors } = validate(JSON.parse(text));
  if (isValid) {
    sound.add(text);
    return;
  }
  const first = errors[0];
  const what = first?.Message ?? 'Invalid definition';
  if (first?.['Error code'] === 'MISSING_TRANSITION_TARGET') throw fault('MISSING_TRANSITION_TARGET', what);
  if (first?.['Error code'] === 'DUPLICATE_STATE_NAMES') throw fault('DUPLICATE_STATE_NAMES', what);
  throw schemaFault(what, '');
}

function skeleton(value: unknown, key = ''): unknown {
  if (PAYLOADS.has(key)) return key === 'Items' ? [] : {};
  if (MORE_THAN_EXPRESSIONS.has(key)) return STAND_IN;
  if (typeof value === 'string')
    return key === 'Error' || key === 'Cause' ? 'text' : isExpression(value) ? STAND_IN : value;
  if (Array.isArray(value)) return value.map((item) => skeleton(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'States' ? states(member) : skeleton(member, name)]),
  );
}

/** Names of states are the author's too: a state may be called `Output`. */
function states(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, state]) => [name, skeleton(state)]));
}
