import type { TestStateOutput } from '@aws-sdk/client-sfn';
import { Bench, invoke, ROLE } from './machine';

const QueryLanguage = 'JSONata';

/** Tests a state on its own. Nothing may be called: the work is mocked. */
function test(state: object, more: object = {}): Promise<TestStateOutput> {
  const definition = JSON.stringify({ QueryLanguage, ...state });
  return new Bench().platform.ask('states', 'TestState', { definition, roleArn: ROLE, ...more });
}
const task = (Resource: string, more: object = {}) => ({ Type: 'Task', Resource, Arguments: {}, End: true, ...more });
const json = JSON.stringify;
const refused = (message: string) => ({ code: 'ValidationException', message: expect.stringContaining(message) });

describe('the mocked result of a task', () => {
  it.each<[string, object]>([
    ['events:putEvents', { random: 'json' }],
    ['events:putEvents', { Entries: [{ EventId: 'e' }] }],
    ['states:startExecution', { ExecutionArn: 'arn', StartDate: '2026-01-01T00:00:00Z' }],
    ['lambda:invoke', { StatusCode: 200, Payload: 'text' }],
    [
      'states:startExecution.sync:2',
      { ExecutionArn: 'a', StateMachineArn: 'm', Status: 'SUCCEEDED', StartDate: 'd', Output: { x: 1 } },
    ],
    ['sqs:sendMessage.waitForTaskToken', { whatever: ['the', 'holder', 'sends'] }],
  ])('of %s may be %j', async (resource, result) => {
    const tested = await test(task(`arn:aws:states:::${resource}`), { mock: { result: json(result) } });
    expect(tested).toMatchObject({ status: 'SUCCEEDED', output: json(result) });
  });

  it.each<[string, object, string]>([
    ['events:putEvents', { Entries: 'no list' }, "Field 'Entries' must be an array"],
    ['events:putEvents', { Entries: [{ EventId: 'e' }, { EventId: ['e'] }] }, "Field 'EventId' must be a string"],
    ['states:startExecution', {}, "Required field 'ExecutionArn' is missing"],
    ['states:startExecution', { executionArn: 'a', startDate: 'd' }, "Required field 'ExecutionArn' is missing"],
    ['states:startExecution', { ExecutionArn: 'a', StartDate: 1764103483 }, "Field 'StartDate' must be a string"],
    ['lambda:invoke', { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
    ['lambda:invoke', { Payload: { any: 'JSON' } }, "Field 'Payload' must be a string"],
    ['dynamodb:putItem', { ConsumedCapacity: { CapacityUnits: '1.5' } }, "Field 'CapacityUnits' must be a number"],
    ['aws-sdk:sqs:sendMessage', { MessageId: 1 }, "Field 'MessageId' must be a string"],
  ])('of %s may not be %j', async (resource, result, problem) => {
    await expect(test(task(`arn:aws:states:::${resource}`), { mock: { result: json(result) } })).rejects.toMatchObject(
      refused(`Mock result schema validation error: ${problem}`),
    );
  });

  it('need not be whole in the mode PRESENT, and may be anything in NONE', async () => {
    const start = task('arn:aws:states:::states:startExecution');
    const mocked = (result: object, fieldValidationMode: string) =>
      test(start, { mock: { result: json(result), fieldValidationMode } });
    expect((await mocked({}, 'PRESENT')).status).toBe('SUCCEEDED');
    await expect(mocked({ ExecutionArn: 1 }, 'PRESENT')).rejects.toMatchObject(
      refused("Field 'ExecutionArn' must be a string"),
    );
    expect((await mocked({ ExecutionArn: 1 }, 'NONE')).output).toBe('{"ExecutionArn":1}');
  });
});

describe('a mocked Map', () => {
  const map = (more: object = {}) => ({
    Type: 'Map',
    Items: '{% $states.input.values %}',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Call',
      States: { Call: { QueryLanguage, ...invoke({ End: true }) } },
    },
    Next: 'Then',
    ...more,
  });
  const input = json({ values: ['a', 'b', 'c'] });
  const mock = { result: '[1,2,3]' };

  it('gives its results, also when AWS would distribute it', async () => {
    const more = { input, mock, inspectionLevel: 'DEBUG' };
    const state = map({ ItemSelector: { v: '{% $states.context.Map.Item.Value %}' }, ToleratedFailurePercentage: 50 });
    expect(await test(state, more)).toEqual({
      status: 'SUCCEEDED',
      output: '[1,2,3]',
      nextState: 'Then',
      inspectionData: {
        input,
        maxConcurrency: 0,
        toleratedFailurePercentage: 50,
        afterItemSelector: '[{"v":"a"},{"v":"b"},{"v":"c"}]',
      },
    });
  });

  it('fails when more of its items fail than it tolerates', async () => {
    const Retry = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], MaxAttempts: 2 }];
    const failing = (mapIterationFailureCount: number) =>
      test(map({ ToleratedFailureCount: 1, Retry }), { input, mock, stateConfiguration: { mapIterationFailureCount } });
    expect((await failing(1)).status).toBe('SUCCEEDED');
    expect(await failing(2)).toEqual({
      status: 'RETRIABLE',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
    await expect(failing(4)).rejects.toMatchObject(
      refused('Map iteration failure count must be less than or equal to the number of Map iterations'),
    );
  });

  it('fails as one of its states would', async () => {
    const errorOutput = { error: 'Bad', cause: 'luck' };
    const stateConfiguration = { errorCausedByState: 'Call' };
    expect(await test(map(), { input, mock: { errorOutput }, stateConfiguration })).toEqual({
      status: 'FAILED',
      error: 'Bad',
      cause: 'luck',
    });
  });

  it('takes its items from what a reader would have read', async () => {
    const { Items: _, ...reading } = map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Arguments: {} } });
    const stateConfiguration = { mapItemReaderData: '[1,2,3]', mapIterationFailureCount: 3 };
    expect(await test(reading, { input: '{}', mock, stateConfiguration })).toMatchObject({ output: '[1,2,3]' });
  });

  it('does not take what could not be its results', async () => {
    await expect(test(map(), { input, mock: { result: '{}' } })).rejects.toMatchObject(
      refused('Mocked result must be an array.'),
    );
    const written = map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: {} } });
    await expect(test(written, { input, mock })).rejects.toMatchObject(refused('Mocked result must be a JSON object.'));
    await expect(test(map(), { input, stateConfiguration: { mapIterationFailureCount: 1 } })).rejects.toMatchObject(
      refused('TestState does not support MapIterationFailureCount when a mock is not specified.'),
    );
  });
});

describe('a mocked Parallel', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
  const state = {
    Type: 'Parallel',
    Branches: [branch('A'), branch('B')],
    Output: '{% $sum($states.result) %}',
    End: true,
  };

  it('gives one result for each branch', async () => {
    expect(await test(state, { mock: { result: '[1,2]' } })).toEqual({ status: 'SUCCEEDED', output: '3' });
    await expect(test(state, { mock: { result: '[1]' } })).rejects.toMatchObject(
      refused('Mocked result must contain the same number of items as number of Parallel branches.'),
    );
    await expect(test(state, { mock: { result: '"x"' } })).rejects.toMatchObject(
      refused('Mocked result must be an array.'),
    );
  });
});

describe('a given context', () => {
  const showing = (more: object = {}) =>
    task('arn:aws:states:::lambda:invoke', { Output: '{% $states.context %}', ...more });
  const mock = { result: '{}' };

  it.each(['{}', '{"Execution":{"Input":{"a":1},"Name":"n"},"State":{"RetryCount":3},"StateMachine":{}}'])(
    '%s takes the place of the whole context',
    async (context) => {
      expect((await test(showing(), { mock, context })).output).toBe(context);
    },
  );

  it('may have a token for a task that waits for it', async () => {
    const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
    const Arguments = { MessageBody: '{% $states.context.Task.Token %}' };
    const more = { mock, context: '{"Task":{"Token":"abc"}}', inspectionLevel: 'DEBUG' };
    const { inspectionData } = await test(task(Resource, { Arguments }), more);
    expect(inspectionData?.afterArguments).toBe('{"MessageBody":"abc"}');
    await expect(test(showing(), more)).rejects.toMatchObject(
      refused("Context object contains 'Task' when state is not"),
    );
  });

  it.each([
    [{ Pokedex: {} }, "Field 'Pokedex' is not allowed"],
    [{ Execution: { pokemon: 1 } }, "Field 'pokemon' is not allowed"],
    [{ Execution: { Id: 1 } }, 'Execution.Id must be a string'],
    [{ Map: {} }, "'Map' field is not supported when mocking a Context object"],
  ])('%j is refused', async (context, problem) => {
    await expect(test(showing(), { mock, context: json(context) })).rejects.toMatchObject(
      refused(`Invalid Context object provided: ${problem}`),
    );
  });
});

describe('a state of a machine', () => {
  const States = {
    Old: { Type: 'Pass', Parameters: { 'a.$': '$.a' }, Next: 'New' },
    New: { Type: 'Pass', QueryLanguage, Output: '{% $states.context.State.Name %}', End: true },
  };
  const ask = (stateName: string) =>
    new Bench().platform.ask('states', 'TestState', { definition: json({ StartAt: 'Old', States }), stateName });

  it('is tested though others of the machine could not be run here', async () => {
    expect(await ask('New')).toEqual({ status: 'SUCCEEDED', output: '"StateName"' });
    await expect(ask('Old')).rejects.toMatchObject({
      code: 'NotEmulated',
      message: expect.stringContaining("JSONPath, the query language of the state 'Old'"),
    });
  });
});
