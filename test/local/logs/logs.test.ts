import { createCloudWatch } from '../../../local/services/cloudwatch';
import { createEvents } from '../../../local/services/events';
import { createLogs } from '../../../local/services/logs';
import { readEmf } from '../../../local/services/logs/emf';
import { START, TestPlatform } from '../support/platform';

const emf = (values: object, more: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: START,
      CloudWatchMetrics: [
        {
          Namespace: 'Shop',
          Dimensions: [['Alias', 'FunctionName']],
          Metrics: [{ Name: 'Fault', Unit: 'None', StorageResolution: 1 }],
          ...more,
        },
      ],
    },
    Alias: 'live',
    FunctionName: 'f',
    ...values,
  });

function setUp() {
  const platform = new TestPlatform();
  const logs = createLogs(platform);
  platform.register(logs.service);
  const filter = async (input: object = {}): Promise<string[]> => {
    const { events } = await platform.ask<{ events: { message: string }[] }>('logs', 'FilterLogEvents', {
      logGroupName: 'g',
      ...input,
    });
    return events.map(({ message }) => message);
  };
  return { platform, logs, filter };
}

test('an EMF line becomes metrics, with dimensions, resolution and arrays of values', () => {
  expect(readEmf(emf({ Fault: [0, 1] }))).toEqual({
    kind: 'metrics',
    data: [
      {
        namespace: 'Shop',
        name: 'Fault',
        dimensionSets: [{ Alias: 'live', FunctionName: 'f' }],
        values: [0, 1],
        unit: 'None',
        time: START,
        storageResolution: 1,
      },
    ],
  });
});

test('without dimension sets there is one metric without dimensions', () => {
  expect(readEmf(emf({ Fault: 1 }, { Dimensions: [] }))).toMatchObject({ data: [{ dimensionSets: [{}] }] });
});

test.each<[string, string, object]>([
  ['a plain line', 'hello', { kind: 'none' }],
  ['other JSON', '{"a":1}', { kind: 'none' }],
  ['a line with a prefix', `INFO ${emf({ Fault: 1 })}`, { kind: 'none' }],
  ['cut JSON', emf({ Fault: 1 }).slice(0, -5), { kind: 'malformed', metric: 'EMFParsingErrors' }],
  ['a metric without value', emf({}), { kind: 'malformed', metric: 'EMFValidationErrors' }],
  ['a metric that is text', emf({ Fault: '1' }), { kind: 'malformed', metric: 'EMFValidationErrors' }],
  [
    'a dimension without value',
    emf({ Fault: 1 }, { Dimensions: [['Nobody']] }),
    { kind: 'malformed', metric: 'EMFValidationErrors' },
  ],
  [
    'an unknown resolution',
    emf({ Fault: 1 }, { Metrics: [{ Name: 'Fault', StorageResolution: 5 }] }),
    { kind: 'malformed', metric: 'EMFValidationErrors' },
  ],
])('%s', (_, line, expected) => {
  expect(readEmf(line)).toEqual(expected);
});

test('malformed EMF is counted where AWS counts it', () => {
  const { platform, logs } = setUp();
  logs.write('g', 's', emf({}));
  expect(platform.metrics).toMatchObject([
    { datum: { namespace: 'AWS/Logs', name: 'EMFValidationErrors', dimensionSets: [{ LogGroupName: 'g' }] } },
  ]);
});

test('from a log line to an alarm to a state machine, in clock time', async () => {
  const platform = new TestPlatform({ logToMetric: 2000, eventDelivery: 500 });
  const logs = createLogs(platform);
  const cloudwatch = createCloudWatch(platform);
  const events = createEvents(platform);
  platform.register(logs.service, cloudwatch.service, events.service);
  platform.onMetric = cloudwatch.record;
  platform.onEmit = events.put;
  platform.answer = () => ({});
  await platform.ask('events', 'PutRule', { Name: 'r', EventPattern: '{"detail":{"state":{"value":["ALARM"]}}}' });
  await platform.ask('events', 'PutTargets', {
    Rule: 'r',
    Targets: [
      {
        Id: 't',
        Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
        RoleArn: 'arn:aws:iam::000000000000:role/r',
      },
    ],
  });
  await platform.ask('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'fault',
    Namespace: 'Shop',
    MetricName: 'Fault',
    Statistic: 'Average',
    Period: 10,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 0.5,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    Dimensions: [
      { Name: 'FunctionName', Value: 'f' },
      { Name: 'Alias', Value: 'live' },
    ],
  });
  await platform.pass(30);
  const failing = platform.clock.now();
  for (let second = 0; second < 60; second += 1) {
    logs.write('/aws/lambda/f', 's', emf({ Fault: 1 }).replace(String(START), String(platform.clock.now())));
    await platform.pass(1);
  }
  const start = platform.calls.find(({ operation }) => operation === 'StartExecution');
  const seconds = ((start?.time ?? Number.NaN) - failing) / 1000;
  // Two points of 10 s, each at most one evaluation (10 s) late, and the delivery.
  expect(seconds).toBeGreaterThan(20);
  expect(seconds).toBeLessThanOrEqual(30.5);
});

test.each<[string, string[]]>([
  ['', ['ERROR disk full', 'ERROR net', 'WARN disk']],
  ['ERROR', ['ERROR disk full', 'ERROR net']],
  ['error', []],
  ['ERROR disk', ['ERROR disk full']],
  ['?net ?WARN', ['ERROR net', 'WARN disk']],
  ['ERROR -net', ['ERROR disk full']],
  ['"disk full"', ['ERROR disk full']],
])('FilterLogEvents by "%s"', async (filterPattern, expected) => {
  const { logs, filter } = setUp();
  for (const line of ['ERROR disk full', 'ERROR net', 'WARN disk']) logs.write('g', 's', line);
  expect(await filter({ filterPattern })).toEqual(expected);
});

test.each(['{ $.level = "ERROR" }', '[a, b]', '%x%'])('the pattern %s is refused by name', async (filterPattern) => {
  const { logs, filter } = setUp();
  logs.write('g', 's', 'x');
  await expect(filter({ filterPattern })).rejects.toThrow('the filter pattern');
});

test('FilterLogEvents merges streams by time and keeps to the times asked for', async () => {
  const { platform, logs, filter } = setUp();
  logs.write('g', 'a', 'one');
  await platform.pass(1);
  logs.write('g', 'b', 'two');
  await platform.pass(1);
  logs.write('g', 'a', 'three');
  expect(await filter()).toEqual(['one', 'two', 'three']);
  expect(await filter({ startTime: START + 1000, endTime: START + 2000 })).toEqual(['two']);
  expect(await filter({ logStreamNamePrefix: 'a' })).toEqual(['one', 'three']);
});

test('put log events are read back page by page', async () => {
  const { platform } = setUp();
  await platform.ask('logs', 'CreateLogGroup', { logGroupName: 'g' });
  await expect(platform.ask('logs', 'CreateLogGroup', { logGroupName: 'g' })).rejects.toThrow('already exists');
  await platform.ask('logs', 'CreateLogStream', { logGroupName: 'g', logStreamName: 's' });
  const logEvents = ['1', '2', '3'].map((message) => ({ timestamp: START, message }));
  await platform.ask('logs', 'PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents });
  const read = (input: object) =>
    platform.ask<{ events: { message: string }[]; nextForwardToken: string }>('logs', 'GetLogEvents', {
      logGroupName: 'g',
      logStreamName: 's',
      limit: 2,
      ...input,
    });
  const first = await read({ startFromHead: true });
  expect(first.events.map(({ message }) => message)).toEqual(['1', '2']);
  const second = await read({ nextToken: first.nextForwardToken });
  expect(second.events.map(({ message }) => message)).toEqual(['3']);
  expect((await read({ nextToken: second.nextForwardToken })).nextForwardToken).toBe(second.nextForwardToken);
});

test('retention forgets old events', async () => {
  const { platform, logs, filter } = setUp();
  logs.write('g', 's', 'old');
  await platform.ask('logs', 'PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
  await platform.pass(86_401);
  logs.write('g', 's', 'new');
  expect(await filter()).toEqual(['new']);
});

describe('recorded from AWS', () => {
  const tried = () => {
    const platform = new TestPlatform();
    platform.register(createLogs(platform).service);
    return platform;
  };

  test('a log group has tags', async () => {
    const platform = tried();
    await platform.ask('logs', 'CreateLogGroup', { logGroupName: 'g', tags: { a: '1' } });
    const resourceArn = 'arn:aws:logs:us-east-1:000000000000:log-group:g';
    await platform.ask('logs', 'TagResource', { resourceArn, tags: { b: '2' } });
    await platform.ask('logs', 'UntagResource', { resourceArn, tagKeys: ['a'] });
    expect(await platform.ask('logs', 'ListTagsForResource', { resourceArn })).toEqual({ tags: { b: '2' } });
  });

  test('events too old or too new are left out, and told', async () => {
    const platform = tried();
    await platform.ask('logs', 'CreateLogGroup', { logGroupName: 'g' });
    await platform.ask('logs', 'CreateLogStream', { logGroupName: 'g', logStreamName: 's' });
    const now = platform.clock.now();
    const times = [now - 15 * 86_400_000, now, now + 3 * 3_600_000];
    const answer = await platform.ask('logs', 'PutLogEvents', {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: times.map((timestamp) => ({ timestamp, message: String(timestamp) })),
    });
    expect(answer).toMatchObject({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 },
    });
    const { events } = await platform.ask('logs', 'GetLogEvents', { logGroupName: 'g', logStreamName: 's' });
    expect(events).toHaveLength(1);
  });

  test('prefix and pattern exclude each other', async () => {
    await expect(
      tried().ask('logs', 'DescribeLogGroups', { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }),
    ).rejects.toThrow('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  });

  test.each<[string, object, string, string]>([
    [
      'CreateLogGroup',
      { logGroupName: 'a'.repeat(513) },
      'InvalidParameterException',
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    ],
    [
      'DescribeLogStreams',
      { logGroupName: 'g', logGroupIdentifier: 'g' },
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    ],
    [
      'PutRetentionPolicy',
      { logGroupName: 'g', retentionInDays: 2 },
      'InvalidParameterException',
      'Invalid retention value. Valid values are: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]',
    ],
  ])('%s of %j is refused', async (operation, input, code, message) => {
    const platform = tried();
    await platform.ask('logs', 'CreateLogGroup', { logGroupName: 'g' });
    await expect(platform.ask('logs', operation, input)).rejects.toMatchObject({ code, message });
  });
});
