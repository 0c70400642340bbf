import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { HostileBench } from './bench';

const SOURCE = `
  const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
  const client = new SSMClient({});
  exports.handler = async ({ round }) => {
    for (const name of ['a', 'b', 'c']) {
      await client.send(new PutParameterCommand({ Name: '/' + round + '/' + name, Value: name, Type: 'String', Overwrite: true }));
    }
    return round;
  };`;

/** Calls a function ten times in a row, each time again until it has succeeded. */
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Rounds',
  States: {
    Rounds: {
      Type: 'Map',
      Items: '{% [1..10] %}',
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Round',
        States: {
          Round: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'rounds', Payload: { round: '{% $states.input %}' } },
            Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 20, BackoffRate: 1 }],
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

/** What happened, and when, in a cloud that fails in every way at once. */
async function history(seed: number): Promise<string[]> {
  const bench = await HostileBench.start({ seed });
  try {
    await bench.deploy('rounds', SOURCE);
    const { stateMachineArn } = await bench.ask(
      SFNClient,
      new CreateStateMachineCommand({
        name: 'machine',
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: JSON.stringify(DEFINITION),
      }),
    );
    const call = { service: 'ssm', operation: 'PutParameter' } as const;
    bench.cloud.faults.replace([
      { kind: 'throttle', ...call, probability: 0.3 },
      { kind: 'serverError', ...call, when: 'after', probability: 0.1 },
      { kind: 'latency', ...call, milliseconds: [0, 700] },
      {
        kind: 'crash',
        function: 'rounds',
        at: { afterCall: { service: '*', operation: '*', nth: 2 } },
        probability: 0.3,
      },
      { kind: 'throttle', service: 'lambda', operation: 'Invoke', probability: 0.2 },
    ]);
    const { executionArn } = await bench.ask(SFNClient, new StartExecutionCommand({ stateMachineArn, name: 'one' }));
    await bench.pass(600);
    const { events } = await bench.ask(SFNClient, new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    expect(events.at(-1).type).toBe('ExecutionSucceeded');
    expect(bench.cloud.faults.list().every(({ hits }) => hits > 0)).toBe(true);
    const seen = events.map((event: HistoryEvent) =>
      [event.timestamp?.toISOString(), event.type, event.taskFailedEventDetails?.error ?? ''].join(' '),
    );
    return [...seen, ...bench.cloud.faults.list().map(({ id, hits }) => `${id} ${hits}`)];
  } finally {
    await bench.close();
  }
}

test('a hostile cloud has the same history for the same seed, and another one for another', async () => {
  const first = await history(7);
  expect(await history(7)).toEqual(first);
  expect(await history(8)).not.toEqual(first);
});
