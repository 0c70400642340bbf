import type { InspectionData, TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn';
import { ServiceError } from '../../../kernel/errors';
import type { Platform } from '../../../kernel/platform';
import type { RandomStream } from '../../../kernel/random';
import { isObject } from '../../support/json';
import { only } from '../../support/only';
import { ActivityQueues } from '../activity-queues';
import type { State } from '../definition/asl';
import { checkedInput } from '../execution-input';
import type { Json } from '../expression/json';
import { Cancellation, Cancelled } from '../run/cancellation';
import type { Execution } from '../run/execution';
import { StateFailure } from '../run/failure';
import { History, newThread } from '../run/history';
import { runScope } from '../run/run-scope';
import { TaskTokens } from '../run/task-tokens';
import { Variables } from '../run/variables';
import type { Line, Run } from '../run/visit';
import { type UnderTest, underTest } from './mock';
import { mockContext } from './mock-context';
import { inspected, runOneState, type Tested } from './run-one-state';
import { readStateUnderTest } from './state-under-test';

const MOST_SECONDS = 300;

/** TestState: one state on its own, as an Express execution of a machine that is not kept. */
export class StateTester {
  private readonly ids: RandomStream;

  constructor(private readonly platform: Platform) {
    this.ids = platform.random.stream('states/tests');
  }

  /** `revealSecrets` has nothing to reveal: secrets are in HTTP tasks alone, and those are refused. */
  async testState(input: TestStateInput): Promise<TestStateOutput> {
    only('TestState', input, [
      'definition',
      'roleArn',
      'input',
      'inspectionLevel',
      'variables',
      'stateName',
      'mock',
      'stateConfiguration',
      'revealSecrets',
      'context',
    ]);
    const { inspectionLevel = 'INFO', mock, roleArn, stateConfiguration = {} } = input;
    only('stateConfiguration of TestState', stateConfiguration, [
      'retrierRetryCount',
      'errorCausedByState',
      'mapIterationFailureCount',
      'mapItemReaderData',
    ]);
    const tests = await underTest(
      await readStateUnderTest(input.definition ?? '', input.stateName),
      mock,
      stateConfiguration,
      input.revealSecrets,
    );
    const { state } = tests;
    const context = mockContext(input.context, state);
    if (state.type === 'Task' && mock === undefined && roleArn === undefined)
      throw new ServiceError('ValidationException', 'RoleArn must be specified when testing a Task state');
    const execution = this.execution(state, roleArn ?? '', checkedInput(input.input));
    const variables = new Variables();
    variables.assign(variablesOf(input.variables));
    const line = { thread: newThread(0), variables, cancellation: execution.cancellation };
    const tested = await this.run(execution, tests, line, stateConfiguration.retrierRetryCount ?? 0, context);
    const inspectionData =
      inspectionLevel === 'INFO' ? undefined : { ...inspection(execution, tested, variables), ...tests.inspection };
    return { ...outcome(tested), ...(inspectionData !== undefined && { inspectionData }) };
  }

  private async run(
    execution: Execution,
    tests: UnderTest,
    line: Line,
    retries: number,
    context: Json | undefined,
  ): Promise<Tested> {
    const { clock, random } = this.platform;
    const run: Run = {
      platform: this.platform,
      execution,
      input: JSON.parse(execution.input) as Json,
      chance: random.stream(`states/${execution.arn}`),
      tokenChance: random.stream(`states/${execution.arn}/tokens`),
      tokens: new TaskTokens(),
      activities: new ActivityQueues(),
      ...(context !== undefined && { mockContext: context }),
      whenClosed: (_, listener) => {
        listener();
        return () => {};
      },
      runScope: (scope, value, inner) => runScope(run, scope, value, inner),
    };
    const timer = clock.at(execution.startedAt + MOST_SECONDS * 1000, `${execution.name}: time-out`, () =>
      execution.cancellation.cancel(),
    );
    try {
      return await clock.park(() => clock.task(execution.name, () => runOneState(run, tests, line, retries)));
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      return { status: 'FAILED', failure: new StateFailure('States.Timeout') };
    } finally {
      timer.cancel();
    }
  }

  private execution(state: State, roleArn: string, input: string): Execution {
    const { clock, region, account } = this.platform;
    const name = this.ids.uuid();
    const machineName = this.ids.uuid();
    const prefix = `arn:aws:states:${region}:${account}`;
    return {
      arn: `${prefix}:express:${machineName}:${name}`,
      name,
      machine: {
        arn: `${prefix}:stateMachine:${machineName}`,
        name: machineName,
        type: 'EXPRESS',
        roleArn,
        source: '',
        definition: { startAt: state.name, states: new Map([[state.name, state]]), timeoutSeconds: undefined },
        logging: { level: 'OFF' },
        tracing: false,
        tags: new Map(),
        createdAt: clock.now(),
        updatedAt: clock.now(),
        revisionId: undefined,
      },
      input,
      isTest: true,
      startedAt: clock.now(),
      history: new History(clock, true, () => {}),
      cancellation: new Cancellation(),
      interruption: undefined,
      closing: undefined,
    };
  }
}

function variablesOf(text = '{}'): Record<string, Json> {
  let variables: unknown;
  try {
    variables = JSON.parse(text);
  } catch (error) {
    throw new ServiceError('ValidationException', `Invalid variables: ${(error as Error).message}`);
  }
  if (!isObject(variables)) throw new ServiceError('ValidationException', 'Invalid variables: not a JSON object');
  return variables as Record<string, Json>;
}

function outcome({ status, departure, failure }: Tested): TestStateOutput {
  return {
    status,
    ...(departure !== undefined && { output: JSON.stringify(departure.output) }),
    ...(departure?.next !== undefined && { nextState: departure.next }),
    ...(failure?.error !== undefined && { error: failure.error }),
    ...(failure?.reason !== undefined && { cause: failure.reason }),
  };
}

function inspection({ input, history }: Execution, { errorDetails }: Tested, variables: Variables): InspectionData {
  const all = variables.all();
  return {
    input,
    ...inspected(history.events),
    ...(Object.keys(all).length > 0 && { variables: JSON.stringify(all) }),
    ...(errorDetails !== undefined && Object.keys(errorDetails).length > 0 && { errorDetails }),
  };
}
