import { WallClock } from '../../../local/kernel/wall-clock';
import { createStates } from '../../../local/services/states';
import { OPERATOR, TestPlatform } from '../support/platform';
import { Bench, invoke, lines, ROLE, returns } from './machine';

const inner = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

/** ARN of the newest execution. */
async function lastOf(bench: Bench): Promise<string> {
  const { stateMachines } = await bench.platform.ask<{ stateMachines: Array<{ stateMachineArn: string }> }>(
    'states',
    'ListStateMachines',
  );
  const { executions } = await bench.platform.ask<{ executions: Array<{ executionArn: string }> }>(
    'states',
    'ListExecutions',
    { stateMachineArn: stateMachines[0]?.stateMachineArn },
  );
  return String(executions[0]?.executionArn);
}

describe('an execution', () => {
  it('gives up all that goes on inside it when its time is over', async () => {
    const bench = new Bench();
    bench.platform.answer = async () => {
      await bench.platform.clock.sleep(500_000);
      return returns(1);
    };
    const result = await bench.run(
      {
        Both: {
          Type: 'Parallel',
          Branches: [
            inner({
              Each: {
                Type: 'Map',
                ItemProcessor: inner({ Wait: { Type: 'Wait', Seconds: 100, End: true } }),
                End: true,
              },
            }),
            inner({
              Call: invoke({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
              Caught: { Type: 'Succeed' },
            }),
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }],
          End: true,
        },
        End: { Type: 'Succeed' },
      },
      [1, 2],
      { TimeoutSeconds: 10 },
    );
    expect(result).toMatchObject({ status: 'TIMED_OUT', seconds: 10 });
    expect(lines(result.events).at(-1)).toBe(`0->${result.events.length} ExecutionTimedOut`);
  });

  it('stopped before its first state does nothing', async () => {
    const bench = new Bench();
    const machine = await bench.create({ Call: invoke({ End: true }) });
    const arn = await bench.platform.clock.drive('start and stop', async () => {
      const { executionArn } = await bench.platform.call<{ executionArn: string }>(
        'states',
        'StartExecution',
        { stateMachineArn: machine },
        OPERATOR,
      );
      await bench.platform.call('states', 'StopExecution', { executionArn }, OPERATOR);
      return executionArn;
    });
    await bench.platform.pass(1);
    expect((await bench.history(arn)).map(({ type }) => type)).toEqual(['ExecutionStarted', 'ExecutionAborted']);
    expect(bench.invokedAt()).toEqual([]);
  });

  it('has 25,000 events at most, the last of which is its failure', async () => {
    const bench = new Bench();
    const result = await bench.run({
      Loop: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Out' }], Default: 'Loop' },
      Out: { Type: 'Succeed' },
    });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const { events } = await bench.platform.ask<{ events: Array<{ id: number; type: string }> }>(
      'states',
      'GetExecutionHistory',
      { executionArn: await lastOf(bench), reverseOrder: true, maxResults: 1 },
    );
    expect(events[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  it('has the same history for the same seed', async () => {
    const tell = async () => {
      const bench = new Bench();
      const states = {
        Each: {
          Type: 'Map',
          Items: '{% $range(1, 10, 1) %}',
          MaxConcurrency: 3,
          ItemProcessor: inner({
            W: { Type: 'Wait', Seconds: '{% $ceil($random() * 60) %}', Output: '{% $uuid() %}', End: true },
          }),
          End: true,
        },
      };
      const arn = await bench.start(await bench.create(states), {}, 'one');
      await bench.platform.pass(3600);
      return JSON.stringify(await bench.history(arn));
    };
    expect(await tell()).toBe(await tell());
  });

  it('runs on the wall clock too', async () => {
    const problems: unknown[] = [];
    const clock = new WallClock((error) => problems.push(error));
    const platform = Object.assign(new TestPlatform({ stateTransition: 1 }), { clock }) as unknown as TestPlatform;
    platform.answer = () => returns('ok');
    const { service } = createStates(platform);
    platform.register(service);
    const call = <Output>(operation: string, input: object) =>
      platform.call<Output>('states', operation, input, OPERATOR);
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      ...inner({ Call: invoke({ TimeoutSeconds: 5, Output: '{% $states.result.Payload %}', End: true }) }),
    });
    const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', {
      name: 'm',
      roleArn: ROLE,
      definition,
      type: 'EXPRESS',
    });
    expect(await call('StartSyncExecution', { stateMachineArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '"ok"',
    });
    expect(problems).toEqual([]);
    clock.stop();
  });
});
