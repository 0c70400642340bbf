import type { DescribeExecutionOutput, HistoryEvent, LoggingConfiguration } from '@aws-sdk/client-sfn';
import { createStates } from '../../../local/services/states';
import type { RecordedCall } from '../support/platform';
import { START, TestPlatform } from '../support/platform';

export const ROLE = 'arn:aws:iam::000000000000:role/machine';
export const PREFIX = 'arn:aws:states:us-east-1:000000000000';
export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

type Json = Record<string, unknown>;

/** What a scripted Lambda function does when invoked for the n-th time, from 0. */
export type Script = (call: RecordedCall, count: number) => unknown;

/** Step Functions alone, with the other services scripted and no latency, so that times are those of the machine. */
export class Bench {
  readonly platform = new TestPlatform({ stateTransition: 0 });
  readonly states = createStates(this.platform);
  /** Names of those that Step Functions finds. */
  logGroups: readonly string[] = ['/aws/states/heal'];

  constructor(script?: Script) {
    this.platform.register(this.states.service);
    let count = 0;
    const unscripted = this.platform.answer;
    this.platform.answer = (call) => {
      // Step Functions itself calls in a session of the machine's name, a task in one of the execution's, which is a UUID.
      const isStepFunctions = call.principal.kind === 'role' && !/^[0-9a-f-]{36}$/.test(call.principal.session);
      if (call.operation === 'DescribeLogGroups' && isStepFunctions)
        return { logGroups: this.logGroups.map((logGroupName) => ({ logGroupName })) };
      if (script === undefined) return unscripted(call);
      count += 1;
      return script(call, count - 1);
    };
  }

  async create(
    states: Json,
    more: Json & { type?: string; loggingConfiguration?: LoggingConfiguration } = {},
  ): Promise<string> {
    const { type, loggingConfiguration, ...machine } = more;
    const StartAt = Object.keys(states)[0];
    const { stateMachineArn } = await this.platform.ask('states', 'CreateStateMachine', {
      name: `machine-${Math.round(this.platform.calls.length)}`,
      roleArn: ROLE,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt, States: states, ...machine }),
      ...(type !== undefined && { type }),
      ...(loggingConfiguration !== undefined && { loggingConfiguration }),
    });
    return String(stateMachineArn);
  }

  async start(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const request = { stateMachineArn, input: JSON.stringify(input), ...(name !== undefined && { name }) };
    return String((await this.platform.ask('states', 'StartExecution', request)).executionArn);
  }

  describe(executionArn: string): Promise<DescribeExecutionOutput> {
    return this.platform.ask('states', 'DescribeExecution', { executionArn });
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const { events } = await this.platform.ask<{ events: HistoryEvent[] }>('states', 'GetExecutionHistory', {
      executionArn,
      maxResults: 1000,
    });
    return events;
  }

  /** Creates and runs a machine for at most `seconds` of clock time. */
  async run(states: Json, input: unknown = {}, { seconds = 3600, ...more }: Json & { seconds?: number } = {}) {
    const arn = await this.start(await this.create(states, more), input);
    await this.platform.pass(seconds);
    const execution = await this.describe(arn);
    return {
      status: execution.status,
      output: execution.output === undefined ? undefined : JSON.parse(execution.output),
      error: execution.error,
      cause: execution.cause,
      seconds: ((execution.stopDate?.getTime() ?? Number.NaN) - (execution.startDate?.getTime() ?? 0)) / 1000,
      events: await this.history(arn),
    };
  }

  /** Seconds since the start at which Lambda was invoked. */
  invokedAt(): number[] {
    return this.platform.calls
      .filter(({ operation }) => operation === 'Invoke')
      .map(({ time }) => (time - START) / 1000);
  }
}

/** A function's answer. */
export function returns(payload: unknown, executedVersion = '$LATEST') {
  return { StatusCode: 200, ExecutedVersion: executedVersion, Payload: Buffer.from(JSON.stringify(payload)) };
}

/** A function that throws. */
export function throws(errorType: string, errorMessage = 'no') {
  return { ...returns({ errorType, errorMessage }), FunctionError: 'Unhandled' };
}

/** One line an event: `previous->id Type`. */
export function lines(events: readonly HistoryEvent[]): string[] {
  return events.map(({ previousEventId, id, type }) => `${previousEventId}->${id} ${type}`);
}

export const invoke = (more: Json = {}): Json => ({
  Type: 'Task',
  Resource: LAMBDA_INVOKE,
  Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
  ...more,
});
