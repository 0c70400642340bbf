import { ServiceError } from '../../../local/kernel/errors';
import type { ServiceEvent } from '../../../local/kernel/platform';
import { createEvents } from '../../../local/services/events';
import { createSqs } from '../../../local/services/sqs';
import { START, TestPlatform } from '../support/platform';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:heal';
const ROLE = 'arn:aws:iam::000000000000:role/start';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:dead';
const ALARM: ServiceEvent = {
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm State Change',
  resources: ['arn:alarm'],
  detail: { alarmName: 'a "b"', state: { value: 'ALARM' }, numbers: [1, 2] },
  time: START + 123,
};

function setUp() {
  const platform = new TestPlatform({ eventDelivery: 500 });
  const events = createEvents(platform);
  const sqs = createSqs(platform);
  platform.register(events.service, sqs.service);
  platform.answer = () => ({});
  const rule = async (
    targets: object[],
    more: object = { EventPattern: '{"source":["aws.cloudwatch"]}' },
  ): Promise<void> => {
    await platform.ask('events', 'PutRule', { Name: 'r', ...more });
    await platform.ask('events', 'PutTargets', { Rule: 'r', Targets: targets });
  };
  const started = () => platform.calls.filter(({ operation }) => operation === 'StartExecution');
  const dead = async () => {
    const QueueUrl = 'http://x/000000000000/dead';
    const { Messages = [] } = await platform.ask<{
      Messages?: { Body: string; MessageAttributes: Record<string, { StringValue: string }> }[];
    }>('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    return Messages.map(({ Body, MessageAttributes }) => ({
      event: JSON.parse(Body),
      attributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    }));
  };
  return { platform, events, rule, started, dead };
}

const machine = (more: object = {}) => ({ Id: 't', Arn: MACHINE, RoleArn: ROLE, ...more });

test('a matching event starts the state machine as the role, after the delivery latency', async () => {
  const { platform, events, rule, started } = setUp();
  await rule([
    machine({ InputTransformer: { InputPathsMap: { f1: '$' }, InputTemplate: '{"targetId":"api","event":<f1>}' } }),
  ]);
  const id = events.put(ALARM);
  await platform.pass(0.499);
  expect(started()).toEqual([]);
  await platform.pass(0.001);
  const [call] = started();
  expect(call?.principal).toEqual({
    kind: 'role',
    arn: ROLE,
    session: 'events',
    assumedBy: { service: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r' },
  });
  expect(call?.input.name).toMatch(new RegExp(`^${id}_[0-9a-f-]{36}$`));
  expect(JSON.parse(call?.input.input as string)).toEqual({
    targetId: 'api',
    event: {
      version: '0',
      id,
      'detail-type': ALARM.detailType,
      source: ALARM.source,
      account: '000000000000',
      time: '2026-10-24T18:00:00Z',
      region: 'us-east-1',
      resources: ['arn:alarm'],
      detail: ALARM.detail,
    },
  });
});

test.each<[string, object, string | undefined]>([
  ['nothing set: the event', {}, 'EVENT'],
  ['Input', { Input: '{"a":1}' }, '{"a":1}'],
  ['InputPath', { InputPath: '$.detail.state' }, '{"value":"ALARM"}'],
  ['an InputPath to nowhere', { InputPath: '$.nowhere' }, '""'],
  ['a placeholder in a string', transformer('"state <s>"', { s: '$.detail.state.value' }), '"state ALARM"'],
  ['quotes in a value are escaped', transformer('"<n>"', { n: '$.detail.alarmName' }), '"a \\"b\\""'],
  ['an object in a string loses its quotes', transformer('"<s>"', { s: '$.detail.state' }), '"{value:ALARM}"'],
  [
    'a value outside strings keeps its type',
    transformer('{"n":<n>,"s":<s>}', { n: '$.detail.numbers[1]', s: '$.source' }),
    '{"n":2,"s":"aws.cloudwatch"}',
  ],
  ['a path to nowhere', transformer('{"n":<n>}', { n: '$.nowhere' }), '{"n":""}'],
  [
    'the rule',
    transformer('"<aws.events.rule-name> <aws.events.rule-arn>"'),
    '"r arn:aws:events:us-east-1:000000000000:rule/r"',
  ],
  ['the ingestion time', transformer('"<aws.events.event.ingestion-time>"'), '"2026-10-24T18:00:00.000Z"'],
  ['the whole event', transformer('<aws.events.event.json>'), 'EVENT'],
  ['what is no JSON is not delivered', transformer('{"s":<s>', { s: '$.source' }), undefined],
])('target input: %s', async (_, settings, expected) => {
  const { platform, events, rule, started } = setUp();
  await rule([machine(settings)]);
  events.put(ALARM);
  await platform.pass(1);
  const input = started()[0]?.input.input as string | undefined;
  if (expected === 'EVENT') expect(JSON.parse(input ?? '')).toMatchObject({ version: '0', detail: ALARM.detail });
  else expect(input).toBe(expected);
});

function transformer(InputTemplate: string, InputPathsMap: object = {}): object {
  return { InputTransformer: { InputPathsMap, InputTemplate } };
}

test.each<[string, object, RegExp]>([
  ['an undefined placeholder', machine(transformer('"<x>"')), /placeholder x/],
  ['two kinds of input', machine({ Input: '1', InputPath: '$' }), /Only one of/],
  ['Input that is no JSON', machine({ Input: 'x' }), /JSON syntax error/],
  ['a state machine without role', { Id: 't', Arn: MACHINE }, /RoleArn/],
  ['a log group', { Id: 't', Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:x' }, /the event target/],
  ['another setting', machine({ HttpParameters: {} }), /HttpParameters of Target/],
])('PutTargets refuses %s', async (_, target, message) => {
  await expect(setUp().rule([target])).rejects.toThrow(message);
});

test('a fault of the server is retried and then goes to the dead-letter queue', async () => {
  const { platform, events, rule, started, dead } = setUp();
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  await rule([
    machine({
      DeadLetterConfig: { Arn: QUEUE },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 },
    }),
  ]);
  platform.answer = () => {
    throw new ServiceError('ServiceUnavailable', 'try later', 503);
  };
  const id = events.put(ALARM);
  await platform.pass(60);
  expect(started()).toHaveLength(3);
  expect(new Set(started().map(({ input }) => input.name)).size).toBe(1);
  expect(await dead()).toEqual([
    {
      event: expect.objectContaining({ id }),
      attributes: {
        RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/r',
        TARGET_ARN: MACHINE,
        ERROR_CODE: 'ServiceUnavailable',
        ERROR_MESSAGE: 'try later',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: '2',
      },
    },
  ]);
});

test('an event that grows too old goes to the dead-letter queue', async () => {
  const { platform, events, rule, dead } = setUp();
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  await rule([machine({ DeadLetterConfig: { Arn: QUEUE }, RetryPolicy: { MaximumEventAgeInSeconds: 60 } })]);
  platform.answer = () => {
    throw new ServiceError('ThrottlingException', 'slow down', 400);
  };
  events.put(ALARM);
  await platform.pass(61);
  expect((await dead())[0]?.attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' });
});

test('a missing target or permission is not retried', async () => {
  const { platform, events, rule, started, dead } = setUp();
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  await rule([machine({ DeadLetterConfig: { Arn: QUEUE } })]);
  platform.answer = () => {
    throw new ServiceError('AccessDeniedException', 'not authorized', 400);
  };
  events.put(ALARM);
  await platform.pass(1);
  expect(started()).toHaveLength(1);
  const [letter] = await dead();
  expect(letter?.attributes).toMatchObject({ ERROR_CODE: 'AccessDeniedException', RETRY_ATTEMPTS: '0' });
  expect(letter?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
});

test('a rate ticks first one period after it is put, and not while disabled', async () => {
  const { platform, rule, started } = setUp();
  await rule([machine()], { ScheduleExpression: 'rate(1 minute)' });
  await platform.pass(60);
  expect(started()).toEqual([]);
  await platform.pass(1);
  expect(JSON.parse(started()[0]?.input.input as string)).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    detail: {},
    resources: ['arn:aws:events:us-east-1:000000000000:rule/r'],
    time: '2026-10-24T18:01:00Z',
  });
  await platform.ask('events', 'DisableRule', { Name: 'r' });
  await platform.pass(600);
  expect(started()).toHaveLength(1);
});

test.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'cron(0 * * * *)'])(
  '%s is refused',
  async (ScheduleExpression) => {
    await expect(setUp().platform.ask('events', 'PutRule', { Name: 'r', ScheduleExpression })).rejects.toThrow(
      /ScheduleExpression|cron/,
    );
  },
);

test('what is no ARN is no target', async () => {
  await expect(setUp().rule([{ Id: '1', Arn: 'queue' }])).rejects.toThrow(
    'Parameter queue is not valid. Reason: Provided Arn is not in correct format.',
  );
});

test('an empty schedule or pattern is as good as none', async () => {
  const { platform } = setUp();
  const put = (more: object) => platform.ask('events', 'PutRule', { Name: 'r', ...more });
  await put({ EventPattern: '{"source":["a"]}', ScheduleExpression: '' });
  expect(await platform.ask('events', 'DescribeRule', { Name: 'r' })).not.toHaveProperty('ScheduleExpression');
  await expect(put({ EventPattern: '', ScheduleExpression: '' })).rejects.toThrow(/must be specified/);
});

test('PutEvents answers entry by entry', async () => {
  const { platform, rule, started } = setUp();
  await rule([machine({ InputPath: '$.detail' })], { EventPattern: '{"source":["shop"]}' });
  const entry = { Source: 'shop', DetailType: 'x', Detail: '{"a":1}' };
  const answer = await platform.ask('events', 'PutEvents', {
    Entries: [entry, { ...entry, Detail: '[' }, { ...entry, Source: 'aws.cloudwatch' }, { Source: 'shop' }],
  });
  expect(answer).toEqual({
    FailedEntryCount: 3,
    Entries: [
      { EventId: expect.any(String) },
      expect.objectContaining({ ErrorCode: 'MalformedDetail' }),
      expect.objectContaining({ ErrorCode: 'NotAuthorizedForSourceException' }),
      expect.objectContaining({ ErrorCode: 'InvalidArgument' }),
    ],
  });
  await platform.pass(1);
  expect(started().map(({ input }) => input.input)).toEqual(['{"a":1}']);
});

test('topics, queues and functions are called as EventBridge', async () => {
  const { platform, events, rule } = setUp();
  await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
  await rule([
    { Id: 'topic', Arn: 'arn:aws:sns:us-east-1:000000000000:people', Input: '"hello"' },
    { Id: 'queue', Arn: QUEUE, Input: '"hello"' },
    { Id: 'function', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', Input: '"hello"' },
  ]);
  platform.calls.length = 0;
  events.put(ALARM);
  await platform.pass(1);
  expect(platform.calls.map(({ operation }) => operation)).toEqual(['Publish', 'SendMessage', 'Invoke']);
  expect(platform.calls.at(-1)?.input).toMatchObject({
    InvocationType: 'Event',
    Payload: new TextEncoder().encode('"hello"'),
  });
  expect(platform.calls.every(({ principal }) => principal.kind === 'service')).toBe(true);
});

describe('a FIFO queue as a target', () => {
  const FIFO = 'arn:aws:sqs:us-east-1:000000000000:q.fifo';
  const QueueUrl = 'http://x/000000000000/q.fifo';
  const make = (platform: TestPlatform, more: object = {}) =>
    platform.ask('sqs', 'CreateQueue', { QueueName: 'q.fifo', Attributes: { FifoQueue: 'true', ...more } });
  const inGroup = { Id: 't', Arn: FIFO, SqsParameters: { MessageGroupId: 'g' } };

  test('needs a group, which the rule keeps', async () => {
    const { platform, rule } = setUp();
    await expect(rule([{ Id: 't', Arn: FIFO }])).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Parameter(s) SqsParameters must be specified for target: t.',
    });
    await rule([inGroup]);
    expect(await platform.ask('events', 'ListTargetsByRule', { Rule: 'r' })).toEqual({ Targets: [inGroup] });
    await expect(rule([machine({ SqsParameters: { MessageGroupId: 'g' } })])).rejects.toThrow('SqsParameters');
  });

  test('gets events in that group', async () => {
    const { platform, events, rule } = setUp();
    await make(platform, { ContentBasedDeduplication: 'true' });
    await rule([inGroup]);
    events.put(ALARM);
    await platform.pass(1);
    const AttributeNames = ['MessageGroupId'];
    expect(await platform.ask('sqs', 'ReceiveMessage', { QueueUrl, AttributeNames })).toMatchObject({
      Messages: [{ Attributes: { MessageGroupId: 'g' } }],
    });
  });

  test('has to compare contents: else the event goes to the dead-letter queue', async () => {
    const { platform, events, rule, dead } = setUp();
    await make(platform);
    await platform.ask('sqs', 'CreateQueue', { QueueName: 'dead' });
    await rule([{ ...inGroup, DeadLetterConfig: { Arn: QUEUE } }]);
    events.put(ALARM);
    await platform.pass(1);
    expect(await dead()).toMatchObject([{ attributes: { ERROR_CODE: 'InvalidParameterValue', RETRY_ATTEMPTS: '0' } }]);
  });
});
