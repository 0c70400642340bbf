import { Bench, invoke, lines, PREFIX, returns } from './machine';

const CHILD = `${PREFIX}:stateMachine:machine-0`;
const nested = (pattern: string, more: object = {}) => ({
  Nest: {
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: CHILD, Name: 'child', Input: { a: 1 } },
    End: true,
    ...more,
  },
});
const children = { W: { Type: 'Wait', Seconds: 30, Output: { b: 2 }, End: true } };

async function benchWith(child: Record<string, unknown>) {
  const bench = new Bench(() => returns(1));
  await bench.create(child);
  return bench;
}
const childArn = `${PREFIX}:execution:machine-0:child`;

describe('startExecution.sync', () => {
  it('ends with the execution that it started, and has what AWS shows of that', async () => {
    const bench = await benchWith(children);
    const result = await bench.run(nested('.sync'));
    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds: 30 });
    expect(result.output).toEqual({
      ExecutionArn: childArn,
      Input: '{"a":1}',
      InputDetails: { Included: true },
      Name: 'child',
      Output: '{"b":2}',
      OutputDetails: { Included: true },
      StartDate: expect.any(Number),
      StateMachineArn: CHILD,
      Status: 'SUCCEEDED',
      StopDate: result.output.StartDate + 30_000,
    });
    expect(lines(result.events).slice(2)).toEqual([
      '2->3 TaskScheduled',
      '3->4 TaskStarted',
      '4->5 TaskSubmitted',
      '5->6 TaskSucceeded',
      '6->7 TaskStateExited',
      '7->8 ExecutionSucceeded',
    ]);
    expect(result.events[5]?.taskSucceededEventDetails).toMatchObject({
      resourceType: 'states',
      resource: 'startExecution.sync',
    });
  });

  it(':2 has input and output as JSON', async () => {
    const result = await (await benchWith(children)).run(nested('.sync:2'));
    expect(result.output).toMatchObject({ Input: { a: 1 }, Output: { b: 2 } });
  });

  it('fails with States.TaskFailed and the description of the execution as cause', async () => {
    const bench = await benchWith({ F: { Type: 'Fail', Error: 'Sorry', Cause: 'because' } });
    const result = await bench.run(nested('.sync:2'));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(String(result.cause))).toMatchObject({
      Status: 'FAILED',
      Error: 'Sorry',
      Cause: 'because',
      Input: { a: 1 },
    });
  });

  it('stops the execution when its own is stopped, and leaves it when it times out', async () => {
    const bench = await benchWith(children);
    const stopped = await bench.start(await bench.create(nested('.sync')));
    await bench.platform.pass(1);
    await bench.platform.ask('states', 'StopExecution', { executionArn: stopped });
    await bench.platform.pass(1);
    expect((await bench.describe(childArn)).status).toBe('ABORTED');

    const late = await benchWith(children);
    const result = await late.run(nested('.sync', { TimeoutSeconds: 5 }));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((await late.describe(childArn)).status).toBe('SUCCEEDED');
  });

  it('may be ended by its token, before the execution has', async () => {
    const bench = await benchWith(children);
    const Arguments = { StateMachineArn: CHILD, Name: 'child', Input: { token: '{% $states.context.Task.Token %}' } };
    const arn = await bench.start(await bench.create(nested('.sync', { Arguments })));
    await bench.platform.pass(1);
    const { token } = JSON.parse(String((await bench.describe(childArn)).input));
    await bench.platform.ask('states', 'SendTaskSuccess', { taskToken: token, output: '"early"' });
    expect((await bench.describe(arn)).output).toBe('"early"');
  });

  it('fails like startExecution when there is no such machine', async () => {
    const result = await new Bench().run({
      Nest: { ...nested('.sync').Nest, Arguments: { StateMachineArn: `${PREFIX}:stateMachine:none` } },
    });
    expect(result.error).toBe('StepFunctions.StateMachineDoesNotExistException');
  });

  it('does not wait for what has ended at once', async () => {
    const bench = await benchWith({ Call: invoke({ Output: '{% $states.result.Payload %}', End: true }) });
    expect((await bench.run(nested('.sync:2'))).output).toMatchObject({ Output: 1 });
  });
});
