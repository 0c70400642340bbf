import type { Effects } from './asl';
import { schemaFault } from './invalid';
import type { Reader } from './read';

const MOST_NAME_CHARACTERS = 80;

/** Output and Assign. `prefix` leads their locations in messages, for example `Catch[0]/`. */
export function readEffects(reader: Reader, prefix = ''): Effects {
  if (reader.has('Assign')) checkNames(reader.object('Assign'));
  return { output: reader.template('Output', `${prefix}Output`), assign: reader.template('Assign', `${prefix}Assign`) };
}

/** Names of variables that a state assigns. */
export function assignedNames(reader: Reader): string[] {
  return reader.has('Assign') ? Object.keys(reader.object('Assign').raw) : [];
}

function checkNames(assign: Reader): void {
  for (const name of Object.keys(assign.raw)) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name.length > MOST_NAME_CHARACTERS) {
      throw schemaFault(`Variable name '${name}' is invalid`, assign.location);
    }
    if (name === 'states') throw schemaFault("Variable name 'states' is reserved", assign.location);
  }
}
