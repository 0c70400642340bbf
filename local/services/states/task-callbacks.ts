import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import { parseJson } from '../support/json-fault';
import { only } from '../support/only';
import { invalidOutput, validation } from './errors';
import type { Json } from './expression/json';
import { StateFailure } from './run/failure';
import { MOST_STATE_BYTES } from './run/limits';
import type { TaskTokens, WaitingTask } from './run/task-tokens';

const MOST_TOKEN_CHARACTERS = 2048;
const MOST_ERROR_CHARACTERS = 256;
const MOST_CAUSE_CHARACTERS = 32_768;

/** The operations of whoever holds the token of a task. */
export class TaskCallbacks {
  constructor(private readonly tokens: TaskTokens) {}

  sendTaskSuccess(input: SendTaskSuccessInput): object {
    only('SendTaskSuccess', input, ['taskToken', 'output']);
    const output = input.output ?? '';
    if (Buffer.byteLength(output) > MOST_STATE_BYTES) throw tooLong('output', output, MOST_STATE_BYTES);
    const task = this.task(input.taskToken);
    task.answer({ kind: 'done', value: parsed(output) });
    return {};
  }

  sendTaskFailure(input: SendTaskFailureInput): object {
    only('SendTaskFailure', input, ['taskToken', 'error', 'cause']);
    const { error, cause } = input;
    if (error !== undefined && error.length > MOST_ERROR_CHARACTERS)
      throw tooLong('error', error, MOST_ERROR_CHARACTERS);
    if (cause !== undefined && cause.length > MOST_CAUSE_CHARACTERS)
      throw tooLong('cause', cause, MOST_CAUSE_CHARACTERS);
    this.task(input.taskToken).answer({ kind: 'failed', error: new StateFailure(error, cause) });
    return {};
  }

  sendTaskHeartbeat(input: SendTaskHeartbeatInput): object {
    only('SendTaskHeartbeat', input, ['taskToken']);
    this.task(input.taskToken).heartbeat();
    return {};
  }

  /** ARN of the machine that the token is of; none for a token of nobody's, which is no secret. */
  machinesOf({ taskToken = '' }: { readonly taskToken?: string }): readonly string[] {
    const machine = this.tokens.machineOf(taskToken);
    return machine === undefined ? [] : [machine];
  }

  private task(token = ''): WaitingTask {
    if (token === '') throw validation('', 'taskToken', 'Member must have length greater than or equal to 1');
    if (token.length > MOST_TOKEN_CHARACTERS) throw tooLong('taskToken', token, MOST_TOKEN_CHARACTERS);
    return this.tokens.find(token);
  }
}

function parsed(output: string): Json {
  try {
    return parseJson(output) as Json;
  } catch (error) {
    throw invalidOutput((error as Error).message);
  }
}

function tooLong(member: string, value: string, most: number) {
  return validation(value, member, `Member must have length less than or equal to ${most}`);
}
