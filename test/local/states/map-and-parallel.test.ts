import { Bench, invoke, lines, returns, throws } from './machine';

const payloadOf = (input: Record<string, unknown>) => JSON.parse(String(input.Payload));

describe('Map', () => {
  it('runs its items one after the other with MaxConcurrency 1, and records it as AWS does', async () => {
    const result = await new Bench().run({
      Start: {
        Type: 'Map',
        Items: [1, '{% "two" %}', 3],
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'Process', States: { Process: { Type: 'Pass', End: true } } },
        End: true,
      },
    });
    expect(result.output).toEqual([1, 'two', 3]);
    expect(lines(result.events)).toEqual([
      '0->1 ExecutionStarted',
      '0->2 MapStateEntered',
      '2->3 MapStateStarted',
      '3->4 MapIterationStarted',
      '4->5 PassStateEntered',
      '5->6 PassStateExited',
      '6->7 MapIterationSucceeded',
      '6->8 MapIterationStarted',
      '8->9 PassStateEntered',
      '9->10 PassStateExited',
      '10->11 MapIterationSucceeded',
      '10->12 MapIterationStarted',
      '12->13 PassStateEntered',
      '13->14 PassStateExited',
      '14->15 MapIterationSucceeded',
      '15->16 MapStateSucceeded',
      '15->17 MapStateExited',
      '17->18 ExecutionSucceeded',
    ]);
  });

  it('records an empty list as AWS does', async () => {
    const result = await new Bench().run({
      Start: {
        Type: 'Map',
        Items: [],
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        End: true,
      },
    });
    expect(lines(result.events).slice(1)).toEqual([
      '0->2 MapStateEntered',
      '2->3 MapStateStarted',
      '3->4 MapStateSucceeded',
      '3->5 MapStateExited',
      '5->6 ExecutionSucceeded',
    ]);
  });

  it('runs side by side within its limit, and keeps the order of the items', async () => {
    const wait = { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Output: '{% $states.input.id %}', End: true };
    const map = (more: object) => ({
      Each: {
        Type: 'Map',
        ItemSelector: { id: '{% $states.context.Map.Item.Index %}', seconds: '{% $states.context.Map.Item.Value %}' },
        ItemProcessor: { StartAt: 'Wait', States: { Wait: wait } },
        End: true,
        ...more,
      },
    });
    expect(await new Bench().run(map({}), [30, 10, 20])).toMatchObject({ output: [0, 1, 2], seconds: 30 });
    expect(await new Bench().run(map({ MaxConcurrency: 2 }), [30, 10, 20])).toMatchObject({
      output: [0, 1, 2],
      seconds: 30,
    });
    expect(await new Bench().run(map({ MaxConcurrency: '{% 1 %}' }), [30, 10, 20])).toMatchObject({
      output: [0, 1, 2],
      seconds: 60,
    });
  });

  it('goes on when an item fails and the failure is caught inside', async () => {
    const processor = {
      StartAt: 'Call',
      States: {
        Call: invoke({
          Output: '{% $states.result.Payload %}',
          End: true,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Note' }],
        }),
        Note: { Type: 'Pass', Output: { failed: '{% $states.input.Error %}' }, End: true },
      },
    };
    const bench = new Bench((call) =>
      payloadOf(call.input) === 2 ? throws('Bad') : returns(payloadOf(call.input) * 10),
    );
    const result = await bench.run({ Each: { Type: 'Map', ItemProcessor: processor, End: true } }, [1, 2, 3]);
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: [10, { failed: 'Bad' }, 30] });
  });

  it('fails with its first failing item and leaves the others where they are', async () => {
    const processor = {
      StartAt: 'Which',
      States: {
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input = "bad" %}', Next: 'Break' }],
          Default: 'Wait',
        },
        Wait: { Type: 'Wait', Seconds: 100, End: true },
        Break: { Type: 'Fail', Error: 'Broken', Cause: 'of course' },
      },
    };
    const result = await new Bench().run(
      {
        Each: {
          Type: 'Map',
          ItemProcessor: processor,
          End: true,
          Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }],
        },
        Caught: { Type: 'Succeed' },
      },
      ['good', 'bad'],
    );
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Broken', Cause: 'of course' }, seconds: 0 });
    const types = result.events.map(({ type }) => type);
    expect(types.slice(types.indexOf('FailStateEntered'))).toEqual([
      'FailStateEntered',
      'MapIterationFailed',
      'MapIterationAborted',
      'WaitStateAborted',
      'MapStateFailed',
      'MapStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('starts over when it is retried, without MapStateFailed in between', async () => {
    const result = await new Bench().run(
      {
        Each: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'E', Cause: 'c' } } },
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          End: true,
        },
      },
      [1],
    );
    expect(lines(result.events).slice(2)).toEqual([
      '2->3 MapStateStarted',
      '3->4 MapIterationStarted',
      '4->5 FailStateEntered',
      '5->6 MapIterationFailed',
      '5->7 MapStateStarted',
      '7->8 MapIterationStarted',
      '8->9 FailStateEntered',
      '9->10 MapIterationFailed',
      '9->11 MapStateFailed',
      '11->12 ExecutionFailed',
    ]);
  });

  it('without Items fails on an input that is no array', async () => {
    const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    const result = await new Bench().run({ Each: { Type: 'Map', ItemProcessor: processor, End: true } }, { a: 1 });
    const cause = `An error occurred while executing the state 'Each' (entered at the event id #2). Map state input must be an array but was: {"a":1}`;
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(result.events[2]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      state: 'Each',
    });
  });

  it('counts the task that failed as left half-way, before those that it takes with it', async () => {
    const processor = { StartAt: 'T', States: { T: invoke({ TimeoutSeconds: 5, End: true }) } };
    const bench = new Bench();
    bench.platform.answer = async () => {
      await bench.platform.clock.sleep(60_000);
      return returns(1);
    };
    const result = await bench.run({ Each: { Type: 'Map', ItemProcessor: processor, End: true } }, [1, 2]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 5 });
    const types = result.events.map(({ type }) => type);
    expect(types.slice(types.indexOf('TaskTimedOut'))).toEqual([
      'TaskTimedOut',
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it.each([
    ['1', 'number', '1'],
    ["'text'", 'string', '"text"'],
    ['null', 'null', 'null'],
    ['{"a": 1}', 'object', '{"a":1}'],
  ])('fails when Items gives %s', async (expression, type, value) => {
    const result = await new Bench().run({
      Each: {
        Type: 'Map',
        Items: `{% ${expression} %}`,
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        End: true,
      },
    });
    expect(result.cause).toBe(
      `An error occurred while executing the state 'Each' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${type}' for value: ${value}`,
    );
    expect(lines(result.events).slice(2)).toEqual([
      '0->3 EvaluationFailed',
      '3->4 MapStateFailed',
      '4->5 ExecutionFailed',
    ]);
  });
});

describe('Parallel', () => {
  const branch = (state: object) => ({ StartAt: Object.keys(state)[0], States: state });

  it('runs its branches side by side on the same input and gives their outputs in order', async () => {
    const wait = (name: string, seconds: number) =>
      branch({ [name]: { Type: 'Wait', Seconds: seconds, Output: name, End: true } });
    const result = await new Bench().run({
      Both: { Type: 'Parallel', Branches: [wait('A', 20), wait('B', 10)], End: true },
    });
    expect(result).toMatchObject({ output: ['A', 'B'], seconds: 20 });
    expect(lines(result.events)).toEqual([
      '0->1 ExecutionStarted',
      '0->2 ParallelStateEntered',
      '2->3 ParallelStateStarted',
      '3->4 WaitStateEntered',
      '3->5 WaitStateEntered',
      '5->6 WaitStateExited',
      '4->7 WaitStateExited',
      '7->8 ParallelStateSucceeded',
      '7->9 ParallelStateExited',
      '9->10 ExecutionSucceeded',
    ]);
  });

  it('counts the task that failed as left half-way', async () => {
    const result = await new Bench(() => throws('Broken')).run({
      Both: { Type: 'Parallel', Branches: [branch({ Call: invoke({ End: true }) })], End: true },
    });
    expect(lines(result.events).slice(3)).toEqual([
      '3->4 TaskStateEntered',
      '4->5 TaskScheduled',
      '5->6 TaskStarted',
      '6->7 TaskFailed',
      '7->8 TaskStateAborted',
      '7->9 ParallelStateFailed',
      '9->10 ExecutionFailed',
    ]);
  });

  it('fails with its first failing branch, and Retry starts all of it over', async () => {
    const result = await new Bench().run({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ Broken: { Type: 'Fail', Error: 'E', Cause: 'c' } })],
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
        End: true,
      },
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'E', cause: 'c', seconds: 1 });
    expect(lines(result.events).slice(2)).toEqual([
      '2->3 ParallelStateStarted',
      '3->4 FailStateEntered',
      '4->5 ParallelStateStarted',
      '5->6 FailStateEntered',
      '6->7 ParallelStateFailed',
      '7->8 ExecutionFailed',
    ]);
  });

  it('keeps the variables of a branch inside it', async () => {
    const result = await new Bench().run({
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          branch({
            A: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'A2' },
            A2: { Type: 'Pass', Output: '{% $inner %}', End: true },
          }),
          branch({ B: { Type: 'Pass', Output: '{% $exists($inner) %}', End: true } }),
        ],
        Next: 'After',
      },
      After: { Type: 'Pass', Output: ['{% $states.input %}', '{% $exists($inner) %}'], End: true },
    });
    expect(result.output).toEqual([[2, false], false]);
  });

  it('is left half-way when the execution is stopped', async () => {
    const bench = new Bench();
    const machine = await bench.create({
      Both: { Type: 'Parallel', Branches: [branch({ A: { Type: 'Wait', Seconds: 100, End: true } })], End: true },
    });
    const execution = await bench.start(machine);
    await bench.platform.pass(10);
    await bench.platform.ask('states', 'StopExecution', { executionArn: execution, error: 'Enough', cause: 'of this' });
    await bench.platform.pass(10);
    expect(await bench.describe(execution)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of this' });
  });
});
