import { START } from '../support/platform';
import { Bench, invoke, LAMBDA_INVOKE, lines, PREFIX, returns, throws } from './machine';

const ask = (bench: Bench, operation: string, input: object) => bench.platform.ask('states', operation, input);
const waiting = (more: object = {}) =>
  invoke({
    Resource: `${LAMBDA_INVOKE}.waitForTaskToken`,
    Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
    End: true,
    ...more,
  });
const caught = (...ErrorEquals: string[]) => ({
  Ask: waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 100, Catch: [{ ErrorEquals, Next: 'Caught' }] }),
  Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
});

/** Tokens as the function got them. */
function tokensOf(bench: Bench): string[] {
  const invocations = bench.platform.calls.filter(({ operation }) => operation === 'Invoke');
  return invocations.map(({ input }) => JSON.parse(String(input.Payload)).token);
}

/** A started execution of one task that waits, and its token. */
async function begin(states: Record<string, unknown> = { Ask: waiting() }, more: Record<string, unknown> = {}) {
  const bench = new Bench(() => returns('asked'));
  const arn = await bench.start(await bench.create(states, more), {}, 'one');
  await bench.platform.pass(1);
  return { bench, arn, token: String(tokensOf(bench).at(-1)) };
}

describe('a task with a token', () => {
  it('waits without holding the clock and goes on with the output that it is sent', async () => {
    const { bench, arn, token } = await begin();
    await bench.platform.pass(86_400);
    expect((await bench.describe(arn)).status).toBe('RUNNING');
    expect(await ask(bench, 'SendTaskSuccess', { taskToken: token, output: '{"approved": true}' })).toEqual({});
    expect(await bench.describe(arn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"approved":true}',
      stopDate: new Date(START + 86_401_000),
    });
  });

  it('has an event for being submitted, with what the integration answered', async () => {
    const { bench, arn, token } = await begin({ Ask: waiting({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) });
    await ask(bench, 'SendTaskSuccess', { taskToken: token, output: '1' });
    const events = await bench.history(arn);
    expect(lines(events)).toEqual([
      '0->1 ExecutionStarted',
      '0->2 TaskStateEntered',
      '2->3 TaskScheduled',
      '3->4 TaskStarted',
      '4->5 TaskSubmitted',
      '5->6 TaskSucceeded',
      '6->7 TaskStateExited',
      '7->8 ExecutionSucceeded',
    ]);
    const what = { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' };
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      ...what,
      timeoutInSeconds: 100,
      heartbeatInSeconds: 10,
    });
    expect(events[4]?.taskSubmittedEventDetails).toMatchObject({ ...what, outputDetails: { truncated: false } });
    expect(JSON.parse(String(events[4]?.taskSubmittedEventDetails?.output))).toMatchObject({ Payload: 'asked' });
    expect(events[5]?.taskSucceededEventDetails).toEqual({
      ...what,
      output: '1',
      outputDetails: { truncated: false },
    });
  });

  it('may be answered before the function returns', async () => {
    const bench = new Bench();
    bench.platform.answer = async ({ input }) => {
      const { token } = JSON.parse(String(input.Payload));
      await bench.platform.call(
        'states',
        'SendTaskSuccess',
        { taskToken: token, output: '"early"' },
        {
          kind: 'operator',
          arn: 'arn:aws:iam::000000000000:user/operator',
        },
      );
      await bench.platform.clock.sleep(5000);
      return returns('late');
    };
    const result = await bench.run({ Ask: waiting() });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'early', seconds: 0 });
    expect(result.events.map(({ type }) => type)).not.toContain('TaskSubmitted');
  });

  it('fails with the error and the cause that it is sent, catchably', async () => {
    const { bench, arn, token } = await begin({
      Ask: waiting({ Catch: [{ ErrorEquals: ['Denied'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    await ask(bench, 'SendTaskFailure', { taskToken: token, error: 'Denied', cause: 'not today' });
    const execution = await bench.describe(arn);
    expect(JSON.parse(String(execution.output))).toEqual({ Error: 'Denied', Cause: 'not today' });
    const failed = (await bench.history(arn)).find(({ type }) => type === 'TaskFailed');
    expect(failed?.taskFailedEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      error: 'Denied',
      cause: 'not today',
    });
  });

  it('fails the execution when nobody catches, with no error name when none was sent', async () => {
    const { bench, arn, token } = await begin();
    await ask(bench, 'SendTaskFailure', { taskToken: token });
    const execution = await bench.describe(arn);
    expect(execution.status).toBe('FAILED');
    expect(execution).not.toHaveProperty('error');
    expect((await bench.history(arn)).at(-1)?.executionFailedEventDetails).toEqual({});
  });

  it('leaves null where no error and no cause were sent', async () => {
    const { bench, arn, token } = await begin({
      Ask: waiting({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    await ask(bench, 'SendTaskFailure', { taskToken: token });
    expect((await bench.describe(arn)).output).toBe('{"Error":null,"Cause":null}');
  });

  it('fails with the error of the function when the token cannot be handed over', async () => {
    const result = await new Bench(() => throws('Busy')).run({ Ask: waiting() });
    expect(result).toMatchObject({ status: 'FAILED', error: 'Busy' });
    expect(lines(result.events).slice(-2)).toEqual(['4->5 TaskFailed', '5->6 ExecutionFailed']);
  });

  it('is retried with a token of its own', async () => {
    const { bench, arn, token } = await begin({
      Ask: waiting({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1 }] }),
    });
    await ask(bench, 'SendTaskFailure', { taskToken: token, error: 'Again' });
    await bench.platform.pass(2);
    const [, second] = tokensOf(bench);
    expect(second).not.toBe(token);
    await expect(ask(bench, 'SendTaskSuccess', { taskToken: token, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
    await ask(bench, 'SendTaskSuccess', { taskToken: second, output: '2' });
    expect((await bench.describe(arn)).output).toBe('2');
  });

  const TOKEN = '{% $states.context.Task.Token %}';
  it.each<[string, object]>([
    ['sqs:sendMessage', { QueueUrl: 'http://127.0.0.1:4566/000000000000/q', MessageBody: { token: TOKEN } }],
    ['sns:publish', { TopicArn: 't', Message: TOKEN }],
    ['events:putEvents', { Entries: [{ Detail: { token: TOKEN } }] }],
    ['states:startExecution', { StateMachineArn: `${PREFIX}:stateMachine:machine-0`, Input: { token: TOKEN } }],
    ['aws-sdk:sqs:sendMessage', { QueueUrl: 'q', MessageBody: TOKEN }],
  ])('works with %s too', async (resource, Arguments) => {
    const bench = new Bench(() => ({}));
    await bench.create({ Child: { Type: 'Pass', End: true } });
    const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}.waitForTaskToken`, Arguments, End: true };
    const arn = await bench.start(await bench.create({ Ask: task }));
    await bench.platform.pass(1);
    const scheduled = (await bench.history(arn)).find(({ type }) => type === 'TaskScheduled');
    const [token] = /[A-Za-z0-9+/=]{300,}/.exec(String(scheduled?.taskScheduledEventDetails?.parameters)) ?? [];
    await ask(bench, 'SendTaskSuccess', { taskToken: token, output: '"yes"' });
    expect(await bench.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    expect((await bench.history(arn)).map(({ type }) => type)).toContain('TaskSubmitted');
  });

  it('has no token when its integration does not wait', async () => {
    const result = await new Bench(() => returns(1)).run({ Call: { ...waiting(), Resource: LAMBDA_INVOKE } });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});

describe('time of a task with a token', () => {
  it('ends with States.Timeout, which States.TaskFailed does not catch', async () => {
    const { bench, arn, token } = await begin({
      Ask: waiting({ TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    await bench.platform.pass(100);
    expect(await bench.describe(arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      stopDate: new Date(START + 60_000),
    });
    expect(lines(await bench.history(arn)).slice(-3)).toEqual([
      '4->5 TaskSubmitted',
      '5->6 TaskTimedOut',
      '6->7 ExecutionFailed',
    ]);
    await expect(ask(bench, 'SendTaskSuccess', { taskToken: token, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it.each([['States.Timeout'], ['States.HeartbeatTimeout'], ['States.ALL']])(
    'ends on a missed heartbeat, caught by %s and recorded as States.Timeout',
    async (name) => {
      const { bench, arn } = await begin(caught(name));
      await bench.platform.pass(100);
      expect(await bench.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"States.Timeout"' });
      const timedOut = (await bench.history(arn)).find(({ type }) => type === 'TaskTimedOut');
      expect(timedOut).toMatchObject({
        timestamp: new Date(START + 10_000),
        taskTimedOutEventDetails: { error: 'States.Timeout', resource: 'invoke.waitForTaskToken' },
      });
    },
  );

  it('beyond its time-out is not caught as a missed heartbeat', async () => {
    const { bench, arn, token } = await begin(caught('States.HeartbeatTimeout'));
    for (let beats = 0; beats < 11; beats += 1) {
      await ask(bench, 'SendTaskHeartbeat', { taskToken: token });
      await bench.platform.pass(9);
    }
    expect(await bench.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('is not over while heartbeats come, and they are no events', async () => {
    const { bench, arn, token } = await begin({ Ask: waiting({ HeartbeatSeconds: 10 }) });
    for (let beats = 0; beats < 5; beats += 1) {
      expect(await ask(bench, 'SendTaskHeartbeat', { taskToken: token })).toEqual({});
      await bench.platform.pass(9);
    }
    expect((await bench.history(arn)).length).toBe(5);
    await bench.platform.pass(1);
    expect(await bench.describe(arn)).toMatchObject({ status: 'FAILED', stopDate: new Date(START + 47_000) });
  });

  it('can be given by expressions', async () => {
    const { bench, arn } = await begin({
      Ask: waiting({ TimeoutSeconds: '{% 10 * 3 %}', HeartbeatSeconds: '{% 10 * 2 %}' }),
    });
    await bench.platform.pass(100);
    expect((await bench.describe(arn)).stopDate).toEqual(new Date(START + 20_000));
  });

  it('is also the time of the whole machine', async () => {
    const { bench, arn, token } = await begin({ Ask: waiting() }, { TimeoutSeconds: 30 });
    await bench.platform.pass(100);
    expect(await bench.describe(arn)).toMatchObject({ status: 'TIMED_OUT', stopDate: new Date(START + 30_000) });
    await expect(ask(bench, 'SendTaskHeartbeat', { taskToken: token })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });
});

describe('a token', () => {
  it('is of no use once its execution was stopped', async () => {
    const { bench, arn, token } = await begin();
    await ask(bench, 'StopExecution', { executionArn: arn });
    expect((await bench.describe(arn)).status).toBe('ABORTED');
    for (const [operation, more] of [
      ['SendTaskSuccess', { output: '1' }],
      ['SendTaskFailure', {}],
      ['SendTaskHeartbeat', {}],
    ] as const) {
      await expect(ask(bench, operation, { taskToken: token, ...more })).rejects.toMatchObject({
        code: 'TaskTimedOut',
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
    }
  });

  it('is good for one answer', async () => {
    const { bench, token } = await begin({
      Ask: waiting({ Next: 'W', End: undefined }),
      W: { Type: 'Wait', Seconds: 100, End: true },
    });
    await ask(bench, 'SendTaskSuccess', { taskToken: token, output: '1' });
    await expect(ask(bench, 'SendTaskFailure', { taskToken: token })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it('of a branch that was given up is of no use', async () => {
    const { bench, token } = await begin({
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Ask', States: { Ask: waiting() } },
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, Next: 'F' }, F: { Type: 'Fail', Error: 'E' } } },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W2' }],
        End: true,
      },
      W2: { Type: 'Wait', Seconds: 100, End: true },
    });
    await bench.platform.pass(20);
    await expect(ask(bench, 'SendTaskHeartbeat', { taskToken: token })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it('is the same for the same seed, and another in each item', async () => {
    const states = {
      Each: {
        Type: 'Map',
        Items: [1, 2, 3],
        ItemProcessor: { StartAt: 'Ask', States: { Ask: waiting() } },
        End: true,
      },
    };
    const [first, second] = [tokensOf((await begin(states)).bench), tokensOf((await begin(states)).bench)];
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(3);
  });

  it('of another cloud is of a task that does not exist', async () => {
    const { token } = await begin();
    const other = new Bench();
    await expect(ask(other, 'SendTaskHeartbeat', { taskToken: token })).rejects.toMatchObject({
      code: 'TaskDoesNotExist',
    });
  });

  it.each([
    ['nothing', '', 'ValidationException', "Value '' at 'taskToken' failed to satisfy constraint"],
    ['too much', 'x'.repeat(2049), 'ValidationException', 'length less than or equal to 2048'],
    ['text', 'let me in', 'InvalidToken', "Invalid Token: 'Invalid token'"],
    ['less than it was', 'cut', 'InvalidToken', "Invalid Token: 'Invalid token'"],
    ['altered', 'altered', 'InvalidToken', "Invalid Token: 'Invalid token'"],
  ])('that is %s is refused', async (_, given, code, message) => {
    const { bench, token } = await begin();
    const wrong =
      given === 'cut' ? token.slice(0, -8) : given === 'altered' ? token.replace(/.(?=.{200}$)/, '!') : given;
    await expect(ask(bench, 'SendTaskSuccess', { taskToken: wrong, output: '1' })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('comes with an output that is JSON and fits, or the task goes on waiting', async () => {
    const { bench, arn, token } = await begin();
    const send = (output: string) => ask(bench, 'SendTaskSuccess', { taskToken: token, output });
    await expect(send('yes')).rejects.toMatchObject({
      code: 'InvalidOutput',
      message: expect.stringMatching(/^Invalid Output: '/),
    });
    await expect(send(JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(ask(bench, 'SendTaskFailure', { taskToken: token, error: 'E'.repeat(257) })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    expect((await bench.describe(arn)).status).toBe('RUNNING');
  });
});
