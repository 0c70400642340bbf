import { ServiceError } from '../../../kernel/errors';
import { isObject } from '../../support/json';
import type { Scope, State } from '../definition/asl';
import { compiled } from '../definition/compiled';
import { readDefinition } from '../definition/read-definition';

/** What AWS calls a state that is tested without its machine. */
const NAME = 'StateName';

/**
 * Reads the state to test: the whole definition, or one state of a machine, at any depth.
 * @throws InvalidDefinition, ValidationException for a name that the machine does not have.
 */
export async function readStateUnderTest(definition: string, stateName: string | undefined): Promise<State> {
  const machine = await compiled(() =>
    readDefinition(stateName === undefined ? alone(definition) : definition, 'STANDARD', true),
  );
  const state = find(machine, stateName ?? NAME);
  if (state === undefined) throw new ServiceError('ValidationException', 'State not found in definition');
  return state;
}

/** A machine around the state, in which all that it may go to exists. What is no object goes through, to be refused. */
function alone(text: string): string {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isObject(state)) return text;
  const rules = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []));
  const targets = [state, ...rules].flatMap((one) => (isObject(one) ? [one.Next, one.Default] : []));
  const others = targets.filter((name): name is string => typeof name === 'string');
  const stands = Object.fromEntries(others.map((name) => [name, { Type: 'Succeed' }]));
  return JSON.stringify({ StartAt: NAME, States: { ...stands, [NAME]: state } });
}

function find({ states, refused }: Scope, name: string): State | undefined {
  const fault = refused?.get(name);
  if (fault !== undefined) throw fault;
  const own = states.get(name);
  if (own !== undefined) return own;
  const inner = [...states.values()].flatMap((state) => {
    if (state.type === 'Map') return [state.itemProcessor];
    return state.type === 'Parallel' ? state.branches : [];
  });
  return inner.map((scope) => find(scope, name)).find((state) => state !== undefined);
}
