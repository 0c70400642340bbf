import type { Scope, State } from './asl';
import type { Fault } from './invalid';

/** A way out of a state, and where in the definition it stands. */
interface Way {
  readonly to: string;
  readonly location: string;
}

/**
 * What is wrong with the ways between the states of a scope, in AWS's order: ways to nowhere, no end, states that no
 * way leads to. Without an end AWS does not look for the latter.
 * @param at location of the scope.
 */
export function graphFaults({ startAt, states }: Scope, at: string): Fault[] {
  const faults: Fault[] = [];
  const missing = (way: Way, field: string): void => {
    const what = `Missing '${field}' target: ${way.to}`;
    if (!states.has(way.to)) faults.push({ code: 'MISSING_TRANSITION_TARGET', what, location: way.location });
  };
  missing({ to: startAt, location: `${at}/StartAt` }, 'StartAt');
  // Recorded on AWS: it says Next for Default too.
  for (const state of states.values()) for (const way of waysOf(state, at)) missing(way, 'Next');
  if (![...states.values()].some(isEnd)) {
    faults.push({ code: 'MISSING_END_STATE', what: 'Workflow has no terminal state' });
    return faults;
  }
  const reached = reachable(startAt, states, at);
  for (const name of states.keys()) {
    const what = `State "${name}" is not reachable.`;
    if (!reached.has(name)) faults.push({ code: 'MISSING_TRANSITION_TARGET', what, location: `${at}/States/${name}` });
  }
  return faults;
}

function reachable(startAt: string, states: Scope['states'], at: string): Set<string> {
  const reached = new Set<string>();
  const next = [startAt];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    next.push(...waysOf(state, at).map(({ to }) => to));
  }
  return reached;
}

function isEnd(state: State): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true;
  return state.type !== 'Choice' && state.next === undefined;
}

function waysOf(state: State, at: string): Way[] {
  const here = `${at}/States/${state.name}`;
  switch (state.type) {
    case 'Choice':
      return [
        ...state.choices.map(({ next }, index) => ({ to: next, location: `${here}/Choices[${index}]/Next` })),
        ...(state.default === undefined ? [] : [{ to: state.default, location: `${here}/Default` }]),
      ];
    case 'Task':
    case 'Map':
    case 'Parallel':
      return [
        ...onward(state.next, here),
        ...state.catch.map(({ next }, index) => ({ to: next, location: `${here}/Catch[${index}]/Next` })),
      ];
    case 'Wait':
    case 'Pass':
      return onward(state.next, here);
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return state satisfies never;
  }
}

function onward(next: string | undefined, here: string): Way[] {
  return next === undefined ? [] : [{ to: next, location: `${here}/Next` }];
}
