import { START } from '../support/platform';
import { Bench, lines } from './machine';

describe('a state machine', () => {
  it('runs its states in order and records what AWS records', async () => {
    const result = await new Bench().run(
      {
        First: { Type: 'Pass', Output: { sum: '{% $states.input.a + 1 %}' }, Next: 'Done' },
        Done: { Type: 'Succeed' },
      },
      { a: 2 },
    );
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { sum: 3 } });
    expect(lines(result.events)).toEqual([
      '0->1 ExecutionStarted',
      '0->2 PassStateEntered',
      '2->3 PassStateExited',
      '3->4 SucceedStateEntered',
      '4->5 SucceedStateExited',
      '5->6 ExecutionSucceeded',
    ]);
    expect(result.events[1]?.stateEnteredEventDetails).toEqual({
      name: 'First',
      input: '{"a":2}',
      inputDetails: { truncated: false },
    });
  });

  it('gives new variables to the next state, not to the state that assigns them', async () => {
    const result = await new Bench().run({
      Set: { Type: 'Pass', Assign: { n: 1 }, Next: 'Swap' },
      Swap: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'Read' },
      Read: { Type: 'Pass', Output: ['{% $states.input %}', '{% $n %}'], End: true },
    });
    expect(result.output).toEqual([1, 2]);
    expect(result.events[2]?.stateExitedEventDetails?.assignedVariables).toEqual({ n: '1' });
  });

  it('takes a constant for a condition', async () => {
    const states = {
      Pick: {
        Type: 'Choice',
        Choices: [
          { Condition: false, Next: 'No' },
          { Condition: true, Next: 'Yes' },
        ],
      },
      Yes: { Type: 'Succeed', Output: 'yes' },
      No: { Type: 'Succeed', Output: 'no' },
    };
    expect((await new Bench().run(states)).output).toBe('yes');
  });

  it('takes the first choice whose condition holds, with the Assign and Output of that rule', async () => {
    const states = {
      Which: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'End', Assign: { found: 'large' } },
          { Condition: '{% $states.input.n > 5 %}', Next: 'End', Assign: { found: 'middle' }, Output: 'm' },
        ],
        Assign: { found: 'small' },
        Default: 'End',
      },
      End: { Type: 'Succeed', Output: { found: '{% $found %}', input: '{% $states.input %}' } },
    };
    expect((await new Bench().run(states, { n: 11 })).output).toEqual({ found: 'large', input: { n: 11 } });
    expect((await new Bench().run(states, { n: 6 })).output).toEqual({ found: 'middle', input: 'm' });
    expect((await new Bench().run(states, { n: 1 })).output).toEqual({ found: 'small', input: { n: 1 } });
  });

  it('fails when no choice matches and there is no default', async () => {
    const result = await new Bench().run({
      Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
      End: { Type: 'Succeed' },
    });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Which' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
  });

  it.each([
    ['Seconds as a number', { Seconds: 90 }, 90],
    ['Seconds as an expression', { Seconds: '{% $states.input.wait * 2 %}' }, 60],
    ['a Timestamp', { Timestamp: '2026-10-24T18:00:45Z' }, 45],
    ['a Timestamp with an offset', { Timestamp: '2026-10-24T20:01:00+02:00' }, 60],
    ['a Timestamp in the past', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('waits for %s in clock time', async (_, wait, seconds) => {
    const result = await new Bench().run({ Wait: { Type: 'Wait', ...wait, End: true } }, { wait: 30 });
    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  it('cannot wait for a Timestamp beyond 31 bits of seconds, and nothing catches that', async () => {
    const inDays = (days: number) => new Date(START + days * 86_400_000).toISOString();
    const states = { Wait: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } };
    expect(await new Bench().run(states, inDays(24_856))).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Wait' (entered at the event id #2). Wait state delay is too long.",
    });
    expect(await new Bench().run(states, inDays(24_855))).toMatchObject({ status: 'RUNNING' });
  });

  it.each(['2026-10-24 18:00:45Z', '2026-10-24T18:00:45', '2026-13-24T18:00:45Z', '24-10-2026T18:00:45Z'])(
    'fails on the Timestamp %s',
    async (timestamp) => {
      const result = await new Bench().run(
        { Wait: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } },
        timestamp,
      );
      expect(result).toMatchObject({
        status: 'FAILED',
        error: 'States.QueryEvaluationError',
        cause: `An error occurred while executing the state 'Wait' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`,
      });
      expect(lines(result.events).slice(2)).toEqual(['2->3 EvaluationFailed', '3->4 ExecutionFailed']);
    },
  );

  it('fails with the error and cause that a Fail state computes', async () => {
    const states = { Fail: { Type: 'Fail', Error: '{% "No" & $states.input.what %}', Cause: 'because' } };
    const result = await new Bench().run(states, { what: 'Way' });
    expect(result).toMatchObject({ status: 'FAILED', error: 'NoWay', cause: 'because' });
    expect(lines(result.events)).toEqual(['0->1 ExecutionStarted', '0->2 FailStateEntered', '2->3 ExecutionFailed']);
  });

  it('ends as TIMED_OUT when the whole takes longer than the machine allows', async () => {
    const result = await new Bench().run(
      { Wait: { Type: 'Wait', Seconds: 100, End: true } },
      {},
      { TimeoutSeconds: 30 },
    );
    expect(result).toMatchObject({ status: 'TIMED_OUT', seconds: 30 });
    expect(result.events.at(-1)).toMatchObject({ type: 'ExecutionTimedOut' });
  });

  it('takes the time of a transition for each state', async () => {
    const bench = new Bench();
    Object.assign(bench.platform.latencies, { stateTransition: 20 });
    const result = await bench.run({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } });
    expect(result.seconds).toBe(0.04);
  });

  it('shows the context object', async () => {
    const result = await new Bench().run(
      { A: { Type: 'Pass', Output: '{% $states.context %}', End: true } },
      { in: 1 },
    );
    expect(result.output).toMatchObject({
      Execution: {
        Input: { in: 1 },
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        RedriveCount: 0,
        StartTime: '2026-10-24T18:00:00.000Z',
      },
      State: { Name: 'A', EnteredTime: '2026-10-24T18:00:00.000Z' },
      StateMachine: { Id: expect.stringContaining(':stateMachine:') },
    });
  });

  it('fails with States.DataLimitExceeded when a state gives out more than 256 KiB', async () => {
    const states = { A: { Type: 'Pass', Output: '{% $pad("", 300000, "x") %}', End: true } };
    expect(await new Bench().run(states)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});
