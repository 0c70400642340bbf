import { schemaFault } from './invalid';
import type { Reader } from './read';
import { assignedNames } from './read-effects';

/**
 * Inner scopes may read the variables of outer ones but may not use their names for variables of their own. Recorded on
 * AWS: a name that the Map or Parallel itself assigns in a Catch, when its inner scope is over, is free inside.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function checkVariables(scope: Reader, outer: ReadonlySet<string> = new Set()): void {
  const states = scope.members('States').map(([, state]) => state);
  const assigned = states.flatMap((state) => [
    ...placesOf(state, [state, ...state.list('Choices')], false),
    ...placesOf(state, state.list('Catch'), true),
  ]);
  const taken = assigned.find(({ name }) => outer.has(name));
  if (taken !== undefined)
    throw schemaFault(`Variable name '${taken.name}' is already used in an outer scope`, taken.location);
  for (const state of states) {
    const inner = state.has('ItemProcessor') ? [state.object('ItemProcessor')] : state.list('Branches');
    const others = assigned.filter((one) => one.state !== state || !one.inCatch);
    const names = new Set([...outer, ...others.map(({ name }) => name)]);
    for (const reader of inner) checkVariables(reader, names);
  }
}

/** Names that a state assigns, and where. */
function placesOf(state: Reader, places: readonly Reader[], inCatch: boolean) {
  return places.flatMap((place) =>
    assignedNames(place).map((name) => ({ name, state, inCatch, location: place.at('Assign') })),
  );
}
