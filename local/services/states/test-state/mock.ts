import type { MockInput, TestStateConfiguration } from '@aws-sdk/client-sfn';
import { ServiceError } from '../../../kernel/errors';
import { isJson } from '../../support/json';
import type { MapState, ParallelState, State, TaskState } from '../definition/asl';
import { invalid } from '../errors';
import type { Json } from '../expression/json';
import type { Integration } from '../integrations/integration';
import { evaluate } from '../run/evaluate';
import { StateFailure } from '../run/failure';
import type { Run, Visit } from '../run/visit';
import { type MapInspection, mockedMap } from './mock-map';
import { checkMockShape } from './mock-shape';

/** What a test of a state runs. */
export interface UnderTest {
  readonly state: State;
  /** The work of a Map or a Parallel, which only a mock can do. */
  readonly work?: (run: Run, visit: Visit) => Promise<Json>;
  /** What the work has found out on the way. */
  readonly inspection: MapInspection;
}

/** The state with its work replaced by a given result or error; the state alone when nothing is mocked. */
export async function underTest(
  state: State,
  mock: MockInput | undefined,
  configuration: TestStateConfiguration,
  revealSecrets = false,
): Promise<UnderTest> {
  const inspection: MapInspection = {};
  if (mock === undefined) {
    if (configuration.mapIterationFailureCount !== undefined)
      throw invalid('TestState does not support MapIterationFailureCount when a mock is not specified.');
    checkTestable(state);
    return { state, inspection };
  }
  if (revealSecrets) throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  const { result, errorOutput } = mock;
  if (result !== undefined && errorOutput !== undefined)
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel')
    throw invalid(`State type '${state.type}' is not supported when a mock is specified`);
  if (result !== undefined && !isJson(result)) throw invalid('Mocked result must be valid JSON');
  const value = JSON.parse(result ?? 'null') as Json;
  if (result !== undefined) await checkResult(state, value, mock);
  const answer = (): Json => {
    if (errorOutput !== undefined) throw new StateFailure(errorOutput.error, errorOutput.cause);
    return value;
  };
  switch (state.type) {
    case 'Task':
      return { state: mockedTask(state, answer), inspection };
    case 'Map':
      return {
        state,
        inspection,
        work: (run, visit) => mockedMap(run, visit as Visit<MapState>, answer, configuration, inspection),
      };
    case 'Parallel':
      return { state, inspection, work: (run, visit) => mockedParallel(run, visit as Visit<ParallelState>, answer) };
    default:
      return state satisfies never;
  }
}

async function checkResult(state: TaskState | MapState | ParallelState, value: Json, mock: MockInput): Promise<void> {
  switch (state.type) {
    case 'Task':
      return checkMockShape(state.integration, value, mock.fieldValidationMode ?? 'STRICT');
    case 'Map':
      if (state.hasResultWriter && (typeof value !== 'object' || value === null || Array.isArray(value)))
        throw invalid('Mocked result must be a JSON object.');
      if (!state.hasResultWriter && !Array.isArray(value)) throw invalid('Mocked result must be an array.');
      return;
    case 'Parallel':
      if (!Array.isArray(value)) throw invalid('Mocked result must be an array.');
      if (value.length !== state.branches.length)
        throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
      return;
    default:
      return state satisfies never;
  }
}

/** What AWS tests only with a mock. */
function checkTestable(state: State): void {
  if (state.type === 'Map' || state.type === 'Parallel') {
    throw new ServiceError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (state.type === 'Task' && state.integration.pattern !== 'requestResponse') {
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API does not support the service integration pattern of '${state.integration.resource}' without a mock`,
    );
  }
}

/** A task that waits keeps its token, which its arguments may show: it waits for a job that is over at once. */
function mockedTask(state: TaskState, answer: () => Json): State {
  const { integration } = state;
  const stand: Integration =
    integration.pattern === 'requestResponse'
      ? { ...integration, call: async () => answer() }
      : {
          ...integration,
          pattern: 'runAJob',
          call: async () => null,
          job: { idOf: () => '', result: async () => answer(), stop: async () => {} },
        };
  return { ...state, integration: stand };
}

async function mockedParallel(run: Run, visit: Visit<ParallelState>, answer: () => Json): Promise<Json> {
  if (visit.state.arguments !== undefined) await evaluate(run, visit, visit.state.arguments);
  return answer();
}
