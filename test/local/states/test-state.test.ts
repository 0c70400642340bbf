import type { TestStateOutput } from '@aws-sdk/client-sfn';
import { Bench, invoke, PREFIX, ROLE, returns, throws } from './machine';

const QueryLanguage = 'JSONata';
const pass = { Type: 'Pass', QueryLanguage, End: true };

/** Tests a state on its own; `bench` decides what functions do. */
function test(state: object, more: object = {}, bench = new Bench()): Promise<TestStateOutput> {
  return bench.platform.ask('states', 'TestState', { definition: JSON.stringify(state), roleArn: ROLE, ...more });
}

describe('TestState', () => {
  it.each<[string, object, object, object]>([
    ['Pass', { ...pass, Output: '{% $states.input.a + 1 %}' }, { a: 1 }, { status: 'SUCCEEDED', output: '2' }],
    [
      'Choice',
      {
        Type: 'Choice',
        QueryLanguage,
        Choices: [{ Condition: '{% $states.input.a = 1 %}', Next: 'One' }],
        Default: 'Other',
      },
      { a: 1 },
      { status: 'SUCCEEDED', output: '{"a":1}', nextState: 'One' },
    ],
    ['Succeed', { Type: 'Succeed' }, { a: 1 }, { status: 'SUCCEEDED', output: '{"a":1}' }],
    ['Wait', { Type: 'Wait', Seconds: 20, Next: 'Then' }, {}, { status: 'SUCCEEDED', output: '{}', nextState: 'Then' }],
    [
      'Fail',
      { Type: 'Fail', Error: 'SomeFailure', Cause: 'said so' },
      {},
      { status: 'FAILED', error: 'SomeFailure', cause: 'said so' },
    ],
    [
      'Wait beyond five minutes',
      { Type: 'Wait', Seconds: 301, End: true },
      {},
      { status: 'FAILED', error: 'States.Timeout' },
    ],
  ])('runs a %s state', async (_, state, input, output) => {
    expect(await test(state, { input: JSON.stringify(input) })).toEqual(output);
  });

  it('says what an expression did wrong', async () => {
    expect(await test({ ...pass, Output: '{% $nothing %}' })).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$nothing' specified for the field 'Output' returned nothing (undefined).",
    });
  });

  it('really runs a task, as the role, and shows the data between its fields at the level DEBUG', async () => {
    const bench = new Bench(() => returns('done'));
    const task = invoke({ QueryLanguage, Output: '{% $states.result.Payload %}', Assign: { x: 1 }, Next: 'Then' });
    const more = { input: '{"a":1}', variables: '{"given":true}', inspectionLevel: 'DEBUG' };
    const { inspectionData, ...rest } = await test(task, more, bench);
    expect(rest).toEqual({ status: 'SUCCEEDED', output: '"done"', nextState: 'Then' });
    expect(inspectionData).toEqual({
      input: '{"a":1}',
      afterArguments: '{"FunctionName":"f","Payload":{"a":1}}',
      result: expect.stringContaining('"Payload":"done"'),
      variables: '{"given":true,"x":1}',
    });
    expect(bench.platform.calls.find(({ operation }) => operation === 'Invoke')?.principal).toMatchObject({
      arn: ROLE,
    });
  });

  it('tells a failure that would be retried, and does not retry', async () => {
    const bench = new Bench(() => throws('Busy', 'later'));
    const task = invoke({
      QueryLanguage,
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
    });
    const first = await test(task, { inspectionLevel: 'DEBUG' }, bench);
    expect(first).toMatchObject({
      status: 'RETRIABLE',
      error: 'Busy',
      cause: expect.stringContaining('later'),
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 2 } },
    });
    const third = { inspectionLevel: 'DEBUG', stateConfiguration: { retrierRetryCount: 2 } };
    expect((await test(task, third, bench)).inspectionData?.errorDetails?.retryBackoffIntervalSeconds).toBe(8);
    const spent = { inspectionLevel: 'DEBUG', stateConfiguration: { retrierRetryCount: 3 } };
    expect(await test(task, spent, bench)).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Busy',
      nextState: 'Caught',
      output: expect.stringContaining('"Error":"Busy"'),
      inspectionData: { errorDetails: { retryIndex: 0, catchIndex: 0 } },
    });
    expect(bench.invokedAt()).toHaveLength(3);
  });

  it('fails when the catcher that takes the failure does', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $nothing %}', Next: 'Caught' }];
    const task = invoke({ QueryLanguage, Catch, End: true });
    expect(await test(task, {}, new Bench(() => throws('E')))).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining("specified for the field 'Catch[0]/Output' returned nothing"),
    });
  });

  it('takes a mocked result or error in the place of the work, also of a task that waits for its token', async () => {
    const bench = new Bench();
    const result = { mock: { result: '{"Payload":7}', fieldValidationMode: 'NONE' } };
    const task = invoke({ QueryLanguage, Output: '{% $states.result.Payload %}', End: true });
    expect(await test(task, result, bench)).toEqual({ status: 'SUCCEEDED', output: '7' });
    const waiting = {
      ...task,
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'f', Payload: '{% $length($states.context.Task.Token) > 100 %}' },
    };
    const shown = await test(waiting, { ...result, inspectionLevel: 'DEBUG' }, bench);
    expect(shown).toMatchObject({
      status: 'SUCCEEDED',
      output: '7',
      inspectionData: { afterArguments: '{"FunctionName":"f","Payload":true}' },
    });
    const error = { mock: { errorOutput: { error: 'E', cause: 'c' } } };
    expect(await test(task, error, bench)).toEqual({ status: 'FAILED', error: 'E', cause: 'c' });
    expect(bench.invokedAt()).toEqual([]);
  });

  it('tests one state of a machine by its name, at any depth', async () => {
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', Output: 'inner', End: true } } };
    const machine = {
      QueryLanguage,
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Output: 'first', Next: 'Each' },
        Each: { Type: 'Map', Items: [1], ItemProcessor: inner, End: true },
      },
    };
    expect(await test(machine, { stateName: 'First' })).toMatchObject({ output: '"first"', nextState: 'Each' });
    expect(await test(machine, { stateName: 'In' })).toMatchObject({ output: '"inner"' });
    await expect(test(machine, { stateName: 'None' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'State not found in definition',
    });
  });

  it('has a context of its own', async () => {
    const { output } = await test({ ...pass, Output: '{% $states.context %}' }, { roleArn: undefined });
    expect(JSON.parse(String(output))).toMatchObject({
      Execution: {
        Id: expect.stringContaining(`${PREFIX}:express:`),
        Input: {},
        RoleArn: null,
      },
      StateMachine: { Id: expect.stringContaining(`${PREFIX}:stateMachine:`) },
      State: { Name: 'StateName' },
    });
  });

  const map = {
    Type: 'Map',
    QueryLanguage,
    ItemProcessor: { StartAt: 'P', States: { P: { ...pass } } },
    End: true,
  };
  it.each<[string, object, object, string, string]>([
    ['nonsense', { Type: 'Jump' }, {}, 'InvalidDefinition', "The field 'Type' should have one of these values"],
    ['a Map', map, {}, 'InvalidDefinition', 'TestState API does not support Map or Parallel states'],
    ['a mocked Pass', pass, { mock: { result: '1' } }, 'ValidationException', "State type 'Pass' is not supported"],
    [
      'two mocks',
      invoke({ QueryLanguage, End: true }),
      { mock: { result: '1', errorOutput: { error: 'E' } } },
      'ValidationException',
      'only one of the following fields: [result, errorOutput]',
    ],
    [
      'a mock that is no JSON',
      invoke({ QueryLanguage, End: true }),
      { mock: { result: 'x' } },
      'ValidationException',
      'Mocked result must be valid JSON',
    ],
    [
      'a task without a role',
      invoke({ QueryLanguage, End: true }),
      { roleArn: undefined },
      'ValidationException',
      'RoleArn must be specified when testing a Task state',
    ],
    ['input that is no JSON', pass, { input: '{' }, 'InvalidExecutionInput', 'Invalid State Machine Execution Input'],
    ['variables that are no object', pass, { variables: '1' }, 'ValidationException', 'Invalid variables'],
  ])('refuses %s', async (_, state, more, code, message) => {
    await expect(test(state, more)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
