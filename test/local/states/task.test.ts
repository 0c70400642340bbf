import { ServiceError } from '../../../local/kernel/errors';
import { Bench, invoke, lines, returns, throws } from './machine';

const FAIL_ONCE = [(): unknown => throws('Error', 'first'), (): unknown => returns('ok')];
const inTurn = (script: ReadonlyArray<() => unknown>) => (_call: unknown, count: number) => script[count]?.();

describe('lambda:invoke', () => {
  it('gives the payload, parsed, beside status and version, and calls as the role of the machine', async () => {
    const bench = new Bench(() => returns({ x: 1 }, '7'));
    const result = await bench.run({ Call: invoke({ End: true }) }, { a: 1 });
    expect(result.output).toMatchObject({
      ExecutedVersion: '7',
      Payload: { x: 1 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(lines(result.events).slice(1)).toEqual([
      '0->2 TaskStateEntered',
      '2->3 TaskScheduled',
      '3->4 TaskStarted',
      '4->5 TaskSucceeded',
      '5->6 TaskStateExited',
      '6->7 ExecutionSucceeded',
    ]);
    expect(result.events[2]?.taskScheduledEventDetails).toEqual({
      resource: 'invoke',
      resourceType: 'lambda',
      region: 'us-east-1',
      parameters: '{"FunctionName":"f","Payload":{"a":1}}',
    });
    const call = bench.platform.calls.find(({ operation }) => operation === 'Invoke');
    expect(call?.principal).toMatchObject({ kind: 'role', arn: 'arn:aws:iam::000000000000:role/machine' });
    expect(String(call?.input.Payload)).toBe('{"a":1}');
  });

  it('fails with the raw error type of the function and its payload as cause', async () => {
    const result = await new Bench(() => throws('Conflict', 'lost')).run({ Call: invoke({ End: true }) });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'Conflict',
      cause: '{"errorType":"Conflict","errorMessage":"lost"}',
    });
    expect(lines(result.events).slice(-2)).toEqual(['4->5 TaskFailed', '5->6 ExecutionFailed']);
  });

  it.each([
    ['ResourceNotFoundException', 404, 'Lambda.ResourceNotFoundException'],
    ['TooManyRequestsException', 429, 'Lambda.TooManyRequestsException'],
    ['ServiceException', 500, 'Lambda.ServiceException'],
    ['AccessDeniedException', 403, 'Lambda.AWSLambdaException'],
  ])('calls the service error %s %i %s', async (code, status, error) => {
    const result = await new Bench(() => {
      throw new ServiceError(code, 'Not so', status);
    }).run({ Call: invoke({ End: true }) });
    expect(result.error).toBe(error);
    expect(result.cause).toMatch(
      new RegExp(
        `^Not so \\(Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: [0-9a-f-]{36}; Proxy: null\\)$`,
      ),
    );
  });

  it('cannot be started, nor caught, with an argument that AWS does not have', async () => {
    const states = {
      Call: invoke({
        Arguments: { FunctionName: 'f', Nonsense: 1 },
        End: true,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      }),
      Caught: { Type: 'Succeed' },
    };
    const result = await new Bench(() => returns(1)).run(states);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.cause).toContain('The field "Nonsense" is not supported by Step Functions');
  });

  it('fails, catchably, on a result beyond 256 KiB', async () => {
    const states = {
      Call: invoke({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
    };
    const result = await new Bench(() => returns('x'.repeat(300_000))).run(states);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'States.DataLimitExceeded' });
  });

  it('by plain ARN gives the payload alone and has events of its own', async () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f:live';
    const bench = new Bench(() => returns({ x: 1 }));
    const result = await bench.run({ Call: { Type: 'Task', Resource: arn, End: true } }, { a: 1 });
    expect(result.output).toEqual({ x: 1 });
    expect(lines(result.events).slice(2, 5)).toEqual([
      '2->3 LambdaFunctionScheduled',
      '3->4 LambdaFunctionStarted',
      '4->5 LambdaFunctionSucceeded',
    ]);
    expect(bench.platform.calls.find(({ operation }) => operation === 'Invoke')?.input).toEqual({
      FunctionName: arn,
      Payload: Buffer.from('{"a":1}'),
    });
  });
});

describe('Retry', () => {
  it('waits IntervalSeconds, times BackoffRate each time, up to MaxDelaySeconds, MaxAttempts times', async () => {
    const Retry = [{ ErrorEquals: ['Error'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 20 }];
    const bench = new Bench(() => throws('Error'));
    const result = await bench.run({ Call: invoke({ Retry, End: true }) });
    expect(bench.invokedAt()).toEqual([0, 2, 8, 26, 46]);
    expect(result).toMatchObject({ status: 'FAILED', seconds: 46 });
  });

  it('defaults to 1 s, doubled, 3 times', async () => {
    const bench = new Bench(() => throws('Error'));
    await bench.run({ Call: invoke({ Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }) });
    expect(bench.invokedAt()).toEqual([0, 1, 3, 7]);
  });

  it('with full jitter waits somewhere up to the delay, the same for the same seed', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, BackoffRate: 1, JitterStrategy: 'FULL' }];
    const times = async () => {
      const bench = new Bench(() => throws('Error'));
      const machine = await bench.create({ Call: invoke({ Retry, End: true }) });
      await bench.start(machine, {}, 'one');
      await bench.platform.pass(100);
      return bench.invokedAt();
    };
    const first = await times();
    expect(await times()).toEqual(first);
    for (const [index, time] of first.slice(1).entries()) {
      expect(time - (first[index] ?? 0)).toBeGreaterThanOrEqual(0);
      expect(time - (first[index] ?? 0)).toBeLessThanOrEqual(10);
    }
    expect(new Set(first).size).toBe(4);
  });

  it('counts each retrier by itself, tells the retries in the context, and records each attempt', async () => {
    const script = [() => throws('A'), () => throws('B'), () => throws('A'), () => returns('ok')];
    const Retry = [
      { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 2 },
      { ErrorEquals: ['B'], IntervalSeconds: 5, MaxAttempts: 1 },
    ];
    const bench = new Bench(inTurn(script));
    const result = await bench.run({
      Call: invoke({ Retry, Output: '{% $states.context.State.RetryCount %}', End: true }),
    });
    expect(bench.invokedAt()).toEqual([0, 1, 6, 8]);
    expect(result.output).toBe(3);
    expect(lines(result.events).slice(2, 8)).toEqual([
      '2->3 TaskScheduled',
      '3->4 TaskStarted',
      '4->5 TaskFailed',
      '5->6 TaskScheduled',
      '6->7 TaskStarted',
      '7->8 TaskFailed',
    ]);
  });

  it('comes before Catch', async () => {
    const states = {
      Call: invoke({
        Retry: [{ ErrorEquals: ['Error'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        Output: 'ok',
        End: true,
      }),
      Caught: { Type: 'Succeed', Output: 'caught' },
    };
    expect((await new Bench(inTurn(FAIL_ONCE)).run(states)).output).toBe('ok');
  });
});

describe('Catch', () => {
  it('assigns and gives out what the error was, and goes on elsewhere', async () => {
    const states = {
      Call: invoke({
        End: true,
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Caught' },
          {
            ErrorEquals: ['Conflict'],
            Next: 'Caught',
            Assign: { error: '{% $states.errorOutput %}' },
            Output: { in: '{% $states.input %}' },
          },
        ],
      }),
      Caught: {
        Type: 'Succeed',
        Output: ['{% $states.input %}', '{% $error.Error %}', '{% $parse($error.Cause).errorMessage %}'],
      },
    };
    const result = await new Bench(() => throws('Conflict', 'lost')).run(states, { a: 1 });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: [{ in: { a: 1 } }, 'Conflict', 'lost'] });
    expect(result.events[5]).toMatchObject({ type: 'TaskStateExited', previousEventId: 5 });
    expect(Object.keys(result.events[5]?.stateExitedEventDetails?.assignedVariables ?? {})).toEqual(['error']);
  });

  it('gives out the error when it has no Output', async () => {
    const states = {
      Call: invoke({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    };
    const { output } = await new Bench(() => throws('E', 'm')).run(states);
    expect(output).toEqual({ Error: 'E', Cause: '{"errorType":"E","errorMessage":"m"}' });
  });

  it.each([
    ['States.ALL', 'Error', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.TaskFailed', 'Error', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.Timeout', true],
    ['Error', 'Error', true],
    ['Err', 'Error', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.ALL', 'States.Runtime', false],
  ])('%s on %s: taken is %s', async (name, error, taken) => {
    const scripts: Record<string, () => unknown> = {
      Error: () => throws('Error'),
      'States.Timeout': () => new Promise(() => {}),
      'States.Runtime': () => {
        throw new TypeError('a fault of the service itself');
      },
    };
    const bench = new Bench();
    bench.platform.answer = () =>
      error === 'States.Timeout' ? bench.platform.clock.sleep(600_000) : scripts[error]?.();
    const result = await bench.run({
      Call: invoke({ TimeoutSeconds: 5, End: true, Catch: [{ ErrorEquals: [name], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    expect(result).toMatchObject(taken ? { status: 'SUCCEEDED' } : { status: 'FAILED', error });
  });
});

describe('TimeoutSeconds', () => {
  it.each([
    ['a number', 5],
    ['an expression', '{% $states.input.limit %}'],
  ])('given as %s ends the task in clock time, while the call goes on', async (_, TimeoutSeconds) => {
    const bench = new Bench();
    let finished = 0;
    bench.platform.answer = async () => {
      await bench.platform.clock.sleep(60_000);
      finished = bench.platform.clock.now();
      return returns(1);
    };
    const result = await bench.run({ Call: invoke({ TimeoutSeconds, End: true }) }, { limit: 5 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 5 });
    expect(result.cause).toBeUndefined();
    expect(lines(result.events).slice(-2)).toEqual(['4->5 TaskTimedOut', '5->6 ExecutionFailed']);
    expect(finished).toBeGreaterThan(0);
  });
});

describe('the Payload of lambda:invoke', () => {
  const sent = async (Payload: unknown) => {
    const bench = new Bench(() => returns('ok'));
    await bench.run({ Call: { ...invoke({ End: true }), Arguments: { FunctionName: 'f', Payload } } });
    const payload = bench.platform.calls.find(({ operation }) => operation === 'Invoke')?.input.Payload;
    return payload === undefined ? undefined : String(payload);
  };

  it('is sent as JSON', async () => {
    expect(await sent({ a: '{% 1 + 1 %}' })).toBe('{"a":2}');
    expect(await sent(['x'])).toBe('["x"]');
  });

  it('is sent as it is when it is text', async () => {
    expect(await sent('{"already":"JSON"}')).toBe('{"already":"JSON"}');
    expect(await sent('"quoted"')).toBe('"quoted"');
  });

  it('is left away when it is null', async () => {
    expect(await sent(null)).toBeUndefined();
  });
});

describe('HeartbeatSeconds of a task that nobody can send heartbeats for', () => {
  const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Output: 'caught', Next: 'Done' }];
  const states = (more: object) => ({ Call: invoke({ ...more, Catch, Next: 'Done' }), Done: { Type: 'Succeed' } });
  const slow = (seconds: number) => {
    const bench: Bench = new Bench(async () => {
      await bench.platform.clock.sleep(seconds * 1000);
      return returns('late');
    });
    return bench;
  };

  it('is a limit to its time', async () => {
    const result = await slow(20).run(states({ HeartbeatSeconds: 5, TimeoutSeconds: 60 }));
    expect(result).toMatchObject({ output: 'caught', seconds: 5 });
    expect(result.events[2]?.taskScheduledEventDetails).toMatchObject({ heartbeatInSeconds: 5, timeoutInSeconds: 60 });
  });

  it('does not touch a task that is faster', async () => {
    expect((await slow(3).run(states({ HeartbeatSeconds: '{% 5 %}' }))).output).toMatchObject({ Payload: 'late' });
  });
});
