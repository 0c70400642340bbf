import { ServiceError } from '../../../local/kernel/errors';
import { LambdaBench } from './bench';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:results';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:results';
const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

let bench: LambdaBench;
beforeEach(async () => {
  bench = new LambdaBench();
  bench.platform.answer = () => ({});
  await bench.deploy(
    'f',
    'exports.handler = async ({ ok }) => { if (!ok) throw new Error("no"); return { done: true } }',
  );
});
afterEach(() => bench.close());

const configure = (more: object, operation = 'PutFunctionEventInvokeConfig') =>
  bench.ask(operation, { FunctionName: 'f', ...more });
const to = (OnFailure: string, OnSuccess?: string) => ({
  DestinationConfig: {
    OnFailure: { Destination: OnFailure },
    ...(OnSuccess === undefined ? {} : { OnSuccess: { Destination: OnSuccess } }),
  },
});
const send = (event: object) => bench.invoke('f', event, { InvocationType: 'Event' });
/** Calls of other services. */
const delivered = () => bench.platform.calls.filter(({ service }) => service !== 'lambda');
const metric = (name: string) =>
  bench
    .metric(name)
    .filter(([set]) => Object.keys(set).length === 1)
    .map(([, value]) => value);

describe('a destination', () => {
  test('gets the record of an event that failed three times', async () => {
    await configure(to(QUEUE));
    await send({ ok: false });
    await bench.platform.pass(170);
    expect(delivered()).toEqual([]);
    await bench.platform.pass(20);
    const [call, ...others] = delivered();
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      operation: 'SendMessage',
      input: { QueueUrl: 'http://127.0.0.1:4566/000000000000/results' },
      principal: { kind: 'role', arn: 'arn:aws:iam::000000000000:role/f' },
    });
    expect(JSON.parse(String(call?.input.MessageBody))).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^2026-10-24T18:03:00\.\d{3}Z$/),
      requestContext: {
        requestId: 'request',
        functionArn: `${arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { ok: false },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no', trace: expect.any(Array) },
    });
    expect(metric('AsyncEventsReceived')).toEqual([1]);
    expect(metric('AsyncEventsDropped')).toEqual([]);
  });

  test('of success is another', async () => {
    await configure(to(QUEUE, TOPIC));
    await send({ ok: true });
    await bench.platform.pass(10);
    const [call] = delivered();
    expect(call).toMatchObject({ operation: 'Publish', input: { TopicArn: TOPIC } });
    expect(JSON.parse(String(call?.input.Message))).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { done: true },
    });
  });

  test('may be an event bus, which gets an event', async () => {
    await configure({ MaximumRetryAttempts: 0, ...to(BUS) });
    await send({});
    await bench.platform.pass(10);
    expect(delivered()).toMatchObject([
      {
        operation: 'PutEvents',
        input: {
          Entries: [
            {
              Source: 'lambda',
              DetailType: 'Lambda Function Invocation Result - Failure',
              Resources: [BUS, `${arn}:$LATEST`],
              EventBusName: BUS,
            },
          ],
        },
      },
    ]);
  });

  test('may be another function', async () => {
    await bench.deploy('g', 'exports.handler = async (event) => console.log(event.requestContext.condition)');
    await configure({ MaximumRetryAttempts: 0, ...to(`${arn.slice(0, -1)}g`) });
    await send({});
    await bench.platform.pass(10);
    expect(bench.platform.logs.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/INFO\tRetriesExhausted$/),
    );
  });

  test('that cannot be reached is counted', async () => {
    bench.platform.answer = () => {
      throw new ServiceError('AccessDenied', 'no', 403);
    };
    await configure({ MaximumRetryAttempts: 0, ...to(QUEUE) });
    await send({});
    await bench.platform.pass(10);
    expect(metric('DestinationDeliveryFailures')).toEqual([1]);
  });
});

describe('an event', () => {
  test('is dropped, and counted, where there is no destination', async () => {
    await configure({ MaximumRetryAttempts: 1 });
    await send({});
    await bench.platform.pass(70);
    expect(metric('Invocations')).toHaveLength(2);
    expect(metric('AsyncEventsDropped')).toEqual([1]);
    expect(metric('AsyncEventAge')[1]).toBeGreaterThanOrEqual(60_000);
  });

  test('that grows too old is done with', async () => {
    await configure({ MaximumEventAgeInSeconds: 60, ...to(QUEUE) });
    await send({});
    await bench.platform.pass(70);
    expect(metric('Invocations')).toHaveLength(1);
    const [call] = delivered();
    expect(JSON.parse(String(call?.input.MessageBody)).requestContext).toMatchObject({
      condition: 'EventAgeExceeded',
      approximateInvokeCount: 1,
    });
  });

  test('for a function that may not run at all goes to the destination at once', async () => {
    await configure(to(QUEUE));
    await bench.ask('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 });
    await send({ ok: true });
    await bench.platform.pass(1);
    const [call] = delivered();
    const record = JSON.parse(String(call?.input.MessageBody));
    expect(record.requestContext).toMatchObject({ condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 });
    expect(record).not.toHaveProperty('responseContext');
  });
});

describe('the settings of asynchronous invocation', () => {
  test('are put, updated in part, listed and deleted', async () => {
    await bench.ask('PublishVersion', { FunctionName: 'f' });
    await configure({ MaximumRetryAttempts: 1, ...to(QUEUE) });
    await configure({ Qualifier: '1', MaximumEventAgeInSeconds: 60 });
    const updated = await configure({ MaximumRetryAttempts: 0 }, 'UpdateFunctionEventInvokeConfig');
    expect(updated).toMatchObject({
      FunctionArn: `${arn}:$LATEST`,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: QUEUE } },
    });
    const { FunctionEventInvokeConfigs } = await configure({}, 'ListFunctionEventInvokeConfigs');
    expect(FunctionEventInvokeConfigs).toMatchObject([
      { FunctionArn: `${arn}:$LATEST` },
      { FunctionArn: `${arn}:1`, MaximumEventAgeInSeconds: 60 },
    ]);
    const replaced = await configure({ MaximumEventAgeInSeconds: 70 });
    expect(replaced).not.toHaveProperty('MaximumRetryAttempts');
    await configure({}, 'DeleteFunctionEventInvokeConfig');
    await expect(configure({}, 'GetFunctionEventInvokeConfig')).rejects.toMatchObject({
      status: 404,
      message: `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`,
    });
  });

  test('are those of the qualifier that was called, and of no other', async () => {
    await bench.ask('PublishVersion', { FunctionName: 'f' });
    await configure({ Qualifier: '1', MaximumRetryAttempts: 0, ...to(QUEUE) });
    await send({});
    await bench.platform.pass(200);
    expect(delivered()).toEqual([]);
    await bench.invoke('f:1', {}, { InvocationType: 'Event' });
    await bench.platform.pass(10);
    expect(delivered()).toHaveLength(1);
  });

  test.each([
    [{}, 'InvalidParameterValueException', 'at least one of error handling or destination setting'],
    [{ MaximumRetryAttempts: 3 }, 'ValidationException', 'less than or equal to 2'],
    [{ MaximumEventAgeInSeconds: 59 }, 'ValidationException', 'greater than or equal to 60'],
    [to(arn), 'InvalidParameterValueException', "can't specify the function as a destination for itself"],
    [to('arn:aws:s3:::bucket'), 'NotEmulated', 'the destination arn:aws:s3:::bucket'],
    [to('nonsense'), 'ValidationException', "'destinationConfig.onFailure.destination'"],
    [to('arn:aws:iam::000000000000:role/r'), 'InvalidParameterValueException', 'is invalid'],
    [to('arn:aws:sqs:us-east-1:000000000000:q.fifo'), 'InvalidParameterValueException', 'is invalid'],
    [to('arn:aws:sns:us-east-1:000000000000:t.fifo'), 'InvalidParameterValueException', 'is invalid'],
    [{ MaximumRetryAttempts: 1, Qualifier: 'none' }, 'ResourceNotFoundException', "doesn't exist"],
  ])('are refused as %j', async (input, name, message) => {
    await expect(configure(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
