import type { MockInput } from '@aws-sdk/client-sfn';
import { NotEmulatedError, ServiceError } from '../../../kernel/errors';
import { isJson } from '../../support/json';
import type { State, TaskState } from '../definition/asl';
import type { Json } from '../expression/json';
import type { Integration } from '../integrations/integration';
import { StateFailure } from '../run/failure';

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** The task with its work replaced by a given result or error; the state alone when nothing is mocked. */
export function withMock(state: State, mock: MockInput | undefined, revealSecrets = false): State {
  if (mock === undefined) {
    checkTestable(state);
    return state;
  }
  if (revealSecrets) throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  const { result, errorOutput, fieldValidationMode = 'STRICT' } = mock;
  if (result !== undefined && errorOutput !== undefined)
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  if (state.type === 'Map' || state.type === 'Parallel')
    throw new NotEmulatedError(`the mock of TestState for a ${state.type} state`);
  if (state.type !== 'Task') throw invalid(`State type '${state.type}' is not supported when a mock is specified`);
  if (result !== undefined && !isJson(result)) throw invalid('Mocked result must be valid JSON');
  if (result !== undefined && fieldValidationMode !== 'NONE')
    throw new NotEmulatedError(`fieldValidationMode ${fieldValidationMode} of TestState: only NONE works`);
  return mocked(state, () => {
    if (errorOutput !== undefined) throw new StateFailure(errorOutput.error, errorOutput.cause);
    return JSON.parse(result ?? 'null') as Json;
  });
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
function mocked(state: TaskState, answer: () => Json): State {
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
