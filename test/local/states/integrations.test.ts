import { ServiceError } from '../../../local/kernel/errors';
import { Bench, type Script } from './machine';

const run = async (Resource: string, Arguments: unknown, script: Script) => {
  const bench = new Bench(script);
  const result = await bench.run({ Do: { Type: 'Task', Resource, Arguments, End: true } });
  return { ...result, call: bench.platform.calls.find(({ service }) => service !== 'states') };
};

/** What the operations cannot do without. */
const REQUIRED: Readonly<Record<string, object>> = {
  putItem: { TableName: 't', Item: { id: { S: 'x' } } },
  getParameter: { Name: 'n' },
};
const requiredOf = (resource: string) => REQUIRED[resource.split(':').at(-1) ?? ''] ?? {};

describe('an aws-sdk integration', () => {
  it('takes and gives PascalCase for an API in camelCase, with dates as text', async () => {
    const result = await run(
      'arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups',
      { LogGroupNamePrefix: '/a', Limit: 5 },
      () => ({
        logGroups: [{ logGroupName: '/a/b', creationTime: 1 }],
      }),
    );
    expect(result.call).toMatchObject({
      service: 'logs',
      operation: 'DescribeLogGroups',
      input: { logGroupNamePrefix: '/a', limit: 5 },
    });
    expect(result.output).toEqual({ LogGroups: [{ LogGroupName: '/a/b', CreationTime: 1 }] });
    expect(result.events[2]?.taskScheduledEventDetails).toMatchObject({
      resource: 'describeLogGroups',
      resourceType: 'aws-sdk:cloudwatchlogs',
    });
  });

  it('gives dates as ISO 8601', async () => {
    const result = await run('arn:aws:states:::aws-sdk:ssm:getParameter', { Name: 'n' }, () => ({
      Parameter: { Name: 'n', Value: 'v', LastModifiedDate: new Date(0) },
    }));
    expect(result.output).toEqual({
      Parameter: { Name: 'n', Value: 'v', LastModifiedDate: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('hands the wire JSON of DynamoDB through', async () => {
    const Arguments = { TableName: 't', Key: { id: { S: 'x' } } };
    const result = await run('arn:aws:states:::aws-sdk:dynamodb:getItem', Arguments, () => ({
      Item: { id: { S: 'x' } },
    }));
    expect(result.call).toMatchObject({ service: 'dynamodb', operation: 'GetItem', input: Arguments });
    expect(result.output).toEqual({ Item: { id: { S: 'x' } } });
  });

  it('cannot be started with a field that the operation does not have', async () => {
    const result = await run('arn:aws:states:::aws-sdk:sqs:sendMessage', { QueueUrl: 'q', Nonsense: 1 }, () => ({}));
    expect(result).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('The field "Nonsense" is not supported by Step Functions'),
    });
  });

  it.each([
    [
      'aws-sdk:dynamodb:putItem',
      'ConditionalCheckFailedException',
      'DynamoDb.ConditionalCheckFailedException',
      'DynamoDb',
    ],
    ['aws-sdk:dynamodb:putItem', 'ValidationException', 'DynamoDb.DynamoDbException', 'DynamoDb'],
    ['aws-sdk:lambda:getFunction', 'ResourceNotFoundException', 'Lambda.ResourceNotFoundException', 'Lambda'],
    ['aws-sdk:ssm:getParameter', 'ParameterNotFound', 'Ssm.ParameterNotFoundException', 'Ssm'],
  ])('%s calls %s %s', async (resource, code, error, service) => {
    const result = await run(`arn:aws:states:::${resource}`, requiredOf(resource), () => {
      throw new ServiceError(code, 'No');
    });
    expect(result.error).toBe(error);
    expect(result.cause).toMatch(
      new RegExp(`^No \\(Service: ${service}, Status Code: 400, Request ID: [0-9a-f-]+\\) \\(SDK Attempt Count: 1\\)$`),
    );
  });

  it.each([
    ['aws-sdk:dynamodb:putItem', 'DynamoDb.DynamoDbException'],
    ['dynamodb:putItem', 'DynamoDB.AmazonDynamoDBException'],
  ])('%s without what the operation requires fails as %s, before it is called', async (resource, error) => {
    const result = await run(`arn:aws:states:::${resource}`, { TableName: 't' }, () => ({}));
    const cause =
      "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null";
    expect(result).toMatchObject({ error, cause: expect.stringContaining(cause), call: undefined });
  });

  it('names the errors of Step Functions itself Sfn', async () => {
    const result = await run(
      'arn:aws:states:::aws-sdk:sfn:describeExecution',
      { ExecutionArn: 'arn:aws:states:r:a:execution:m:n' },
      () => ({}),
    );
    expect(result.error).toBe('Sfn.ExecutionDoesNotExistException');
  });
});

describe('an optimised integration', () => {
  it('publishes to SNS, an object as JSON', async () => {
    const result = await run('arn:aws:states:::sns:publish', { TopicArn: 't', Message: { a: 1 } }, () => ({
      MessageId: 'm',
    }));
    expect(result.call).toMatchObject({
      service: 'sns',
      operation: 'Publish',
      input: { TopicArn: 't', Message: '{"a":1}' },
    });
    expect(result.output).toMatchObject({ MessageId: 'm', SdkHttpMetadata: { HttpStatusCode: 200 } });
  });

  it.each([
    [
      'dynamodb:putItem',
      'ConditionalCheckFailedException',
      'DynamoDB.ConditionalCheckFailedException',
      'AmazonDynamoDBv2',
    ],
    ['dynamodb:putItem', 'ValidationException', 'DynamoDB.AmazonDynamoDBException', 'AmazonDynamoDBv2'],
    ['sns:publish', 'NotFound', 'SNS.NotFoundException', 'AmazonSNS'],
  ])('%s calls %s %s', async (resource, code, error, service) => {
    const result = await run(`arn:aws:states:::${resource}`, requiredOf(resource), () => {
      throw new ServiceError(code, 'No');
    });
    expect(result.error).toBe(error);
    expect(result.cause).toContain(`No (Service: ${service}; Status Code: 400; Error Code: ${code}; Request ID: `);
  });

  it.each([
    ['sns:publish', { MessageId: 'm'.repeat(36) }, 'text/xml', 294, ['connection']],
    [
      'sqs:sendMessage',
      { MessageId: 'm'.repeat(36), MD5OfMessageBody: 'd'.repeat(32) },
      'application/x-amz-json-1.0',
      106,
      ['connection'],
    ],
    ['dynamodb:putItem', {}, 'application/x-amz-json-1.0', 2, ['Connection', 'Server', 'x-amz-crc32']],
  ] as const)('shows the HTTP headers of the answer of %s', async (resource, answer, type, length, more) => {
    const { output } = await run(`arn:aws:states:::${resource}`, requiredOf(resource), () => answer);
    const { HttpHeaders: headers, AllHttpHeaders: all } = output.SdkHttpMetadata;
    expect(headers).toMatchObject({ 'Content-Length': String(length), 'Content-Type': type });
    expect(headers.Date).toMatch(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/);
    expect(headers['x-amzn-RequestId']).toBe(output.SdkResponseMetadata.RequestId);
    for (const name of more) expect(all[name]).toEqual([headers[name]]);
  });

  it.each(['orders', 'https://orders'])(
    'takes %s, which is no queue, for a host that is not there',
    async (QueueUrl) => {
      const result = await run('arn:aws:states:::sqs:sendMessage', { QueueUrl, MessageBody: 'x' }, () => ({}));
      expect(result).toMatchObject({
        error: 'SQS.SdkClientException',
        cause: 'Unable to execute HTTP request: orders: Name or service not known',
      });
      expect(result.call).toBeUndefined();
    },
  );

  it('puts events that name the machine and the execution', async () => {
    const Entries = [{ Source: 's' }, { Source: 's', Resources: ['own'] }];
    const result = await run('arn:aws:states:::events:putEvents', { Entries }, () => ({ Entries: [] }));
    const origin = [expect.stringContaining(':stateMachine:'), expect.stringContaining(':execution:')];
    expect(result.call?.input.Entries).toEqual([
      { Source: 's', Resources: origin },
      { Source: 's', Resources: ['own', ...origin] },
    ]);
    expect(result.events[2]?.taskScheduledEventDetails?.parameters).toBe(JSON.stringify({ Entries }));
  });

  it('shows no metadata of putEvents', async () => {
    const answer = { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] };
    const { output } = await run('arn:aws:states:::events:putEvents', { Entries: [] }, () => answer);
    expect(output).toEqual(answer);
  });

  it('fails when EventBridge did not take an entry', async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'X' }] };
    const result = await run('arn:aws:states:::events:putEvents', { Entries: [] }, () => answer);
    expect(result).toMatchObject({ error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) });
  });

  it('starts another machine and goes on', async () => {
    const bench = new Bench();
    const other = await bench.create({ P: { Type: 'Pass', Output: '{% $states.input %}', End: true } });
    const Arguments = { StateMachineArn: other, Name: 'inner', Input: { a: 1 } };
    const result = await bench.run({
      Start: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', Arguments, End: true },
    });
    const inner = `${other.replace('stateMachine', 'execution')}:inner`;
    expect(result.output).toMatchObject({ ExecutionArn: inner, StartDate: expect.stringMatching(/^2026-10-24T18/) });
    expect((await bench.describe(inner)).output).toBe('{"a":1}');
    // The clock of the bench stands at a full second, which goes over the wire as 1.792868400E9 without its zeros.
    const date = Date.parse(result.output.StartDate) / 1000;
    const wire = `{"executionArn":"${inner}","startDate":${date.toExponential().replace('e+', 'E')}}`;
    expect(result.output.SdkHttpMetadata.HttpHeaders['Content-Length']).toBe(String(wire.length));
  });
});
