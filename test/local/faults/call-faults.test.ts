import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  type ListFunctionsCommandOutput,
} from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Fault } from '../../../local/faults/fault';
import { HostileBench } from './bench';

let bench: HostileBench;
beforeEach(async () => {
  bench = await HostileBench.start();
});
afterEach(() => bench.close());

const put = (Value: string) =>
  bench.ask(SSMClient, new PutParameterCommand({ Name: 'p', Value, Type: 'String', Overwrite: true }));
const value = async () => (await bench.ask(SSMClient, new GetParameterCommand({ Name: 'p' }))).Parameter.Value;

describe.each([
  ['apigatewayv2', ApiGatewayV2Client, new GetApisCommand({}), 'TooManyRequestsException', 429, 'InternalFailure'],
  ['cloudformation', CloudFormationClient, new DescribeStacksCommand({}), 'Throttling', 400, 'InternalFailure'],
  ['cloudwatch', CloudWatchClient, new DescribeAlarmsCommand({}), 'Throttling', 400, 'InternalServiceFault'],
  ['dynamodb', DynamoDBClient, new ListTablesCommand({}), 'ThrottlingException', 400, 'InternalServerError'],
  [
    'dynamodb',
    DynamoDBClient,
    new GetItemCommand({ TableName: 'table', Key: {} }),
    'ProvisionedThroughputExceededException',
    400,
    'InternalServerError',
  ],
  ['events', EventBridgeClient, new ListRulesCommand({}), 'ThrottlingException', 400, 'InternalException'],
  ['lambda', LambdaClient, new ListFunctionsCommand({}), 'TooManyRequestsException', 429, 'ServiceException'],
  [
    'logs',
    CloudWatchLogsClient,
    new DescribeLogGroupsCommand({}),
    'ThrottlingException',
    400,
    'ServiceUnavailableException',
  ],
  ['sns', SNSClient, new ListTopicsCommand({}), 'Throttling', 400, 'InternalErrorException'],
  ['sqs', SQSClient, new ListQueuesCommand({}), 'RequestThrottled', 403, 'InternalFailure'],
  ['ssm', SSMClient, new GetParameterCommand({ Name: 'p' }), 'ThrottlingException', 400, 'InternalServerError'],
  ['states', SFNClient, new ListStateMachinesCommand({}), 'ThrottlingException', 400, 'InternalFailure'],
  ['sts', STSClient, new GetCallerIdentityCommand({}), 'Throttling', 400, 'InternalFailure'],
] as const)('%s', (service, ClientClass, command, throttling, status, internal) => {
  test(`throttles by ${throttling}, which the SDK knows for one`, async () => {
    bench.cloud.faults.add({ kind: 'throttle', service, operation: '*' });
    const error = await bench.ask(ClientClass, command).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: throttling, $metadata: { httpStatusCode: status } });
    expect(isThrottlingError(error)).toBe(true);
  });

  test(`fails by ${internal}, which the SDK tries again`, async () => {
    bench.cloud.faults.add({ kind: 'serverError', service, operation: '*' });
    const error = await bench.ask(ClientClass, command).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: internal, $metadata: { httpStatusCode: 500 } });
    expect(isTransientError(error)).toBe(true);
  });
});

describe('an error', () => {
  const error = {
    kind: 'error',
    service: 'ssm',
    operation: 'PutParameter',
    code: 'TooManyUpdates',
    status: 429,
  } as const;

  test('before the effect leaves everything as it was', async () => {
    await put('old');
    bench.cloud.faults.add({ ...error, message: 'later' });
    await expect(put('new')).rejects.toMatchObject({
      name: 'TooManyUpdates',
      message: 'later',
      $metadata: { httpStatusCode: 429 },
    });
    expect(await value()).toBe('old');
  });

  test('after the effect hides it from the caller', async () => {
    await put('old');
    bench.cloud.faults.add({ ...error, when: 'after' });
    await expect(put('new')).rejects.toMatchObject({ name: 'TooManyUpdates' });
    expect(await value()).toBe('new');
  });

  test('after an effect that did not come about is the real one, and no hit', async () => {
    bench.cloud.faults.add({ kind: 'serverError', service: 'ssm', operation: 'GetParameter', when: 'after' });
    await expect(value()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    expect(bench.cloud.faults.list()).toMatchObject([{ hits: 0 }]);
  });
});

describe('latency', () => {
  const taken = async (fault: Fault): Promise<number> => {
    bench.cloud.faults.replace([fault]);
    const before = bench.cloud.clock.now();
    await put('x');
    return bench.cloud.clock.now() - before;
  };
  const latency = { kind: 'latency', service: 'ssm', operation: 'PutParameter' } as const;

  test('is time of the cloud, not of the machine', async () => {
    const real = performance.now();
    expect(await taken({ ...latency, milliseconds: 90_000 })).toBe(90_000);
    expect(performance.now() - real).toBeLessThan(5_000);
  });

  test('is drawn from a range', async () => {
    const drawn = new Set<number>();
    bench.cloud.faults.add({ ...latency, milliseconds: [100, 200] });
    for (let n = 0; n < 20; n += 1) {
      const before = bench.cloud.clock.now();
      await put('x');
      drawn.add(bench.cloud.clock.now() - before);
    }
    expect(drawn.size).toBeGreaterThan(5);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(200);
  });

  test.each(['before', 'after'] as const)('lies %s the effect', async (when) => {
    await put('old');
    bench.cloud.faults.add({ ...latency, milliseconds: 1000, when });
    const { clock } = bench.cloud;
    let seen: string | undefined;
    clock.at(clock.now() + 500, 'look', async () => {
      seen = (await bench.cloud.client(SSMClient).send(new GetParameterCommand({ Name: 'p' }))).Parameter?.Value;
    });
    await put('new');
    expect(seen).toBe(when === 'before' ? 'old' : 'new');
  });

  test('adds up over rules, and an error may follow it', async () => {
    bench.cloud.faults.add({ ...latency, milliseconds: 100 });
    bench.cloud.faults.add({ ...latency, milliseconds: 10 });
    bench.cloud.faults.add({ kind: 'throttle', service: '*', operation: '*' });
    const before = bench.cloud.clock.now();
    await expect(put('x')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(bench.cloud.clock.now() - before).toBe(110);
  });
});

describe('a rule', () => {
  test('hits only its service and operation', async () => {
    bench.cloud.faults.add({ kind: 'throttle', service: 'ssm', operation: 'GetParameter' });
    await put('x');
    await expect(value()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await bench.ask(LambdaClient, new ListFunctionsCommand({}));
    expect(bench.cloud.faults.list()).toMatchObject([{ hits: 1 }]);
  });

  test('stops after so many hits', async () => {
    bench.cloud.faults.add({ kind: 'throttle', service: 'ssm', operation: 'PutParameter', times: 2 });
    const outcomes = [];
    for (let n = 0; n < 4; n += 1)
      outcomes.push(
        await put('x').then(
          () => 'done',
          ({ name }) => name,
        ),
      );
    expect(outcomes).toEqual(['ThrottlingException', 'ThrottlingException', 'done', 'done']);
  });

  test('may be for one caller: a function that is throttled, while the operator is not', async () => {
    const source = `
      const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
      const client = new SSMClient({ maxAttempts: 1 });
      exports.handler = async () => client.send(new PutParameterCommand({ Name: 'p', Value: 'f', Type: 'String', Overwrite: true }))
        .then(() => 'done', (error) => error.name);`;
    await bench.deploy('one', source);
    await bench.deploy('two', source);
    const throttle = { kind: 'throttle', service: 'ssm', operation: '*' } as const;
    const outcomes = async () => [
      await put('x').then(() => 'done'),
      await bench.invoke('one'),
      await bench.invoke('two'),
    ];
    for (const principal of ['one', 'role/role-of-one']) {
      bench.cloud.faults.replace([{ ...throttle, principal }]);
      expect(await outcomes()).toEqual(['done', 'ThrottlingException', 'done']);
    }
    bench.cloud.faults.replace([{ ...throttle, principal: 'nobody' }]);
    expect(await outcomes()).toEqual(['done', 'done', 'done']);
  });

  test('is outlived by a function whose SDK retries', async () => {
    await bench.deploy(
      'patient',
      `const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
       exports.handler = async () => (await new SSMClient({}).send(new PutParameterCommand({ Name: 'p', Value: 'f', Type: 'String' }))).$metadata.attempts;`,
    );
    bench.cloud.faults.add({ kind: 'throttle', service: 'ssm', operation: '*', times: 2, principal: 'patient' });
    expect(await bench.invoke('patient')).toBe(3);
  });

  test('hits calls between services as well', async () => {
    await bench.deploy('f', 'exports.handler = async () => 1');
    bench.cloud.faults.add({
      kind: 'error',
      service: 'lambda',
      operation: 'Invoke',
      code: 'EC2ThrottledException',
      status: 502,
    });
    await expect(bench.ask(LambdaClient, new InvokeCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
      name: 'EC2ThrottledException',
      $metadata: { httpStatusCode: 502 },
    });
  });
});

describe('chance', () => {
  const history = async (seed: number, ...faults: Fault[]): Promise<string> => {
    const other = await HostileBench.start({ seed });
    try {
      other.cloud.faults.replace(faults);
      const outcomes = [];
      for (let n = 0; n < 40; n += 1) {
        const { $metadata } = await other
          .ask(LambdaClient, new ListFunctionsCommand({}))
          .catch((error: object) => error as Pick<ListFunctionsCommandOutput, '$metadata'>);
        // Nothing else of it: the SDK also compares the answer's date with the real clock.
        outcomes.push([$metadata.httpStatusCode, $metadata.requestId, $metadata.attempts]);
      }
      return JSON.stringify(outcomes);
    } finally {
      await other.close();
    }
  };
  const half = { kind: 'throttle', service: 'lambda', operation: '*', probability: 0.5 } as const;
  const count = (text: string): number => text.split('429').length - 1;

  test('comes from the seed', async () => {
    const [first, again, other] = [await history(1, half), await history(1, half), await history(2, half)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(count(first)).toBeGreaterThan(8);
    expect(count(first)).toBeLessThan(32);
  });

  test('of a rule that never hits changes nothing, nor does that of one rule change another', async () => {
    const never = { ...half, operation: 'PublishVersion' } as const;
    expect(await history(1, never)).toBe(await history(1));
    expect(await history(1, { ...half, id: 'half' }, never)).toBe(await history(1, never, { ...half, id: 'half' }));
  });
});
