import { schemaFault } from './invalid';
import type { Reader } from './read';
import { assignedNames } from './read-effects';

/**
 * Inner scopes may read the variables of outer ones but may not use their names for variables of their own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function checkVariables(scope: Reader, outer: ReadonlySet<string> = new Set()): void {
  const states = scope.members('States').map(([, state]) => state);
  const own = new Set(outer);
  for (const place of states.flatMap((state) => [state, ...state.list('Catch'), ...state.list('Choices')])) {
    for (const name of assignedNames(place)) {
      if (outer.has(name))
        throw schemaFault(`Variable name '${name}' is already used in an outer scope`, place.at('Assign'));
      own.add(name);
    }
  }
  for (const state of states) {
    const inner = state.has('ItemProcessor') ? [state.object('ItemProcessor')] : state.list('Branches');
    for (const reader of inner) checkVariables(reader, own);
  }
}
