import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { CrashPoint } from '../../../local/faults/fault';
import { HostileBench } from './bench';

const STEPS = `
  const { SSMClient, PutParameterCommand, GetParameterCommand } = require('@aws-sdk/client-ssm');
  const client = new SSMClient({});
  exports.handler = async ({ folder = 'steps' }) => {
    for (const name of ['one', 'two', 'three']) {
      await client.send(new PutParameterCommand({ Name: '/' + folder + '/' + name, Value: name, Type: 'String', Overwrite: true }));
      await client.send(new GetParameterCommand({ Name: '/' + folder + '/' + name }));
    }
    return 'done';
  };`;
const DEAD = {
  errorType: 'Runtime.ExitError',
  errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited without providing a reason$/),
};

let bench: HostileBench;
const steps = async (folder = 'steps'): Promise<string[]> => {
  const { Parameters } = await bench.ask(SSMClient, new GetParametersByPathCommand({ Path: `/${folder}` }));
  return Parameters.map(({ Value }: { Value: string }) => Value).sort();
};

describe('a function that crashes', () => {
  beforeEach(async () => {
    bench = await HostileBench.start();
    await bench.deploy('healer-Steps-1x', STEPS);
  });
  afterEach(() => bench.close());

  const put = (nth: number) => ({ service: 'ssm', operation: 'PutParameter', nth }) as const;
  test.each<[CrashPoint, string[]]>([
    ['beforeHandler', []],
    [{ beforeCall: put(1) }, []],
    [{ afterCall: put(1) }, ['one']],
    [{ beforeCall: put(2) }, ['one']],
    [{ afterCall: put(2) }, ['one', 'two']],
    [{ afterCall: { service: 'ssm', operation: '*', nth: 4 } }, ['one', 'two']],
    [{ beforeCall: { service: '*', operation: '*', nth: 5 } }, ['one', 'two']],
    ['afterHandler', ['one', 'three', 'two']],
  ])('at %j has done what came before it, and nothing after', async (at, done) => {
    bench.cloud.faults.add({ id: 'crash', kind: 'crash', function: 'Steps', at, times: 1 });
    expect(await bench.invoke('healer-Steps-1x')).toEqual(DEAD);
    await bench.pass(60);
    expect(await steps()).toEqual(done);
    expect(bench.cloud.faults.list()).toMatchObject([{ id: 'crash', hits: 1 }]);
    expect(await bench.invoke('healer-Steps-1x')).toBe('done');
  });

  test('can be made to crash after every one of its calls in turn', async () => {
    const outcomes: unknown[] = [];
    for (let nth = 1; nth <= 7; nth += 1) {
      bench.cloud.faults.replace([
        { kind: 'crash', function: 'Steps', at: { afterCall: { service: '*', operation: '*', nth } } },
      ]);
      outcomes.push((await bench.invoke('healer-Steps-1x')).errorType ?? 'done');
      outcomes.push(bench.cloud.faults.list()[0]?.hits);
    }
    expect(outcomes).toEqual([...Array(6).fill(['Runtime.ExitError', 1]).flat(), 'done', 0]);
  });

  test('counts the calls of each invocation for itself, warm or side by side', async () => {
    expect(await bench.invoke('healer-Steps-1x')).toBe('done');
    bench.cloud.faults.add({ kind: 'crash', function: 'Steps', at: { afterCall: put(2) }, times: 1 });
    const { clock } = bench.cloud;
    const client = bench.cloud.client(LambdaClient);
    const invoke = (folder: string) =>
      clock.task(folder, () =>
        client.send(
          new InvokeCommand({ FunctionName: 'healer-Steps-1x', Payload: Buffer.from(JSON.stringify({ folder })) }),
        ),
      );
    const answers = await bench.cloud
      .virtualClock()
      .drive('both', () => clock.park(() => Promise.all([invoke('a'), invoke('b')])));
    const kinds = answers.map(({ FunctionError = 'none' }) => FunctionError);
    expect([...kinds].sort()).toEqual(['Unhandled', 'none']);
    const [dead, alive] = kinds[0] === 'none' ? ['b', 'a'] : ['a', 'b'];
    expect(await steps(dead)).toEqual(['one', 'two']);
    expect(await steps(alive)).toEqual(['one', 'three', 'two']);
  });

  test('leaves functions of other names alone', async () => {
    bench.cloud.faults.add({ kind: 'crash', function: 'Other', at: 'beforeHandler' });
    expect(await bench.invoke('healer-Steps-1x')).toBe('done');
  });

  test('shows in Step Functions as Runtime.ExitError', async () => {
    bench.cloud.faults.add({ kind: 'crash', function: 'Steps', at: { afterCall: put(3) } });
    const definition = {
      StartAt: 'Call',
      QueryLanguage: 'JSONata',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'healer-Steps-1x', Payload: {} },
          End: true,
        },
      },
    };
    const { stateMachineArn } = await bench.ask(
      SFNClient,
      new CreateStateMachineCommand({
        name: 'machine',
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: JSON.stringify(definition),
      }),
    );
    const { executionArn } = await bench.ask(SFNClient, new StartExecutionCommand({ stateMachineArn }));
    await bench.pass(60);
    const execution = await bench.ask(SFNClient, new DescribeExecutionCommand({ executionArn }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' });
    expect(JSON.parse(execution.cause)).toEqual(DEAD);
    expect(await steps()).toEqual(['one', 'three', 'two']);
  });
});

test('in real time a function crashes between two of its calls just so', async () => {
  bench = await HostileBench.start({ time: 'real' });
  try {
    await bench.deploy('real', STEPS);
    bench.cloud.faults.add({
      kind: 'crash',
      function: 'real',
      at: { afterCall: { service: 'ssm', operation: 'PutParameter', nth: 2 } },
    });
    expect(await bench.invoke('real')).toEqual(DEAD);
    expect(await steps()).toEqual(['one', 'two']);
  } finally {
    await bench.close();
  }
});
