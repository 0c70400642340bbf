import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetAliasCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CredentialRegistry } from '../../../local/kernel/credentials';
import { Dispatcher } from '../../../local/kernel/dispatcher';
import { ServiceError } from '../../../local/kernel/errors';
import type { Service } from '../../../local/kernel/platform';
import { SeededRandom } from '../../../local/kernel/random';
import { VirtualClock } from '../../../local/kernel/virtual-clock';
import { AwsRoute } from '../../../local/protocol/aws-route';
import { FrontDoor } from '../../../local/protocol/front-door';

const seen: unknown[] = [];
const lambda: Service = {
  name: 'lambda',
  operations: {
    UpdateAlias: (input, { principal }) => {
      seen.push({ input, principal });
      if (input.RevisionId === 'stale')
        throw new ServiceError('PreconditionFailedException', 'stale', 412, { Type: 'User' });
      return { Name: input.Name, FunctionVersion: input.FunctionVersion, RevisionId: 'next' };
    },
    Invoke: (input) =>
      input.InvocationType === 'Event'
        ? { StatusCode: 202 }
        : {
            StatusCode: 200,
            ExecutedVersion: '7',
            FunctionError: 'Unhandled',
            Payload: Buffer.from(
              JSON.stringify({ qualifier: input.Qualifier, got: JSON.parse(Buffer.from(input.Payload).toString()) }),
            ),
          },
    GetAlias: () => {
      throw new Error('a bug of ours');
    },
  },
};
const sns: Service = {
  name: 'sns',
  operations: {
    Publish: (input) => {
      seen.push(input);
      if (input.TopicArn === 'gone') throw new ServiceError('NotFoundException', 'Topic does not exist', 404);
      return { MessageId: 'm<1>' };
    },
  },
};
const cloudwatch: Service = {
  name: 'cloudwatch',
  operations: {
    DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: new Date(1_000) }] }),
  },
};

describe('the front door', () => {
  const credentials = { accessKeyId: 'someone', secretAccessKey: 'x' };
  const random = new SeededRandom(1);
  const registry = new CredentialRegistry('000000000000');
  const dispatcher = new Dispatcher(random.stream('ids'));
  const door = new FrontDoor(new VirtualClock(0), [new AwsRoute(dispatcher, registry, random.stream('ids'))]);
  let configuration: { endpoint: string; region: string; credentials: typeof credentials; maxAttempts: number };

  beforeAll(async () => {
    for (const service of [lambda, sns, cloudwatch]) dispatcher.register(service);
    configuration = { endpoint: await door.listen(0), region: 'us-east-1', credentials, maxAttempts: 1 };
  });
  afterAll(() => door.close());
  beforeEach(() => {
    seen.length = 0;
  });

  it('serves REST-JSON: labels, body and answer', async () => {
    const client = new LambdaClient(configuration);
    const answer = await client.send(
      new UpdateAliasCommand({
        FunctionName: 'f',
        Name: 'live',
        FunctionVersion: '2',
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
    expect(answer).toMatchObject({ Name: 'live', FunctionVersion: '2', RevisionId: 'next' });
    expect(seen).toMatchObject([
      {
        input: {
          FunctionName: 'f',
          Name: 'live',
          FunctionVersion: '2',
          RoutingConfig: { AdditionalVersionWeights: {} },
        },
        principal: { kind: 'operator' },
      },
    ]);
  });

  it('serves REST-JSON: payload, query and headers', async () => {
    const client = new LambdaClient(configuration);
    const answer = await client.send(new InvokeCommand({ FunctionName: 'f', Qualifier: 'live', Payload: '{"a":1}' }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '7', FunctionError: 'Unhandled' });
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ qualifier: 'live', got: { a: 1 } });
  });

  it('serves REST-JSON: a payload that is not there is an empty body', async () => {
    const client = new LambdaClient(configuration);
    const answer = await client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }));
    expect(answer.StatusCode).toBe(202);
    expect(answer.Payload ?? '').toBe('');
  });

  it("answers an error as the SDK's exception, with its status and members", async () => {
    const client = new LambdaClient(configuration);
    const failed = client.send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', RevisionId: 'stale' }));
    await expect(failed).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      message: 'stale',
      Type: 'User',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('knows the role behind its credentials', async () => {
    const client = new LambdaClient({
      ...configuration,
      credentials: registry.issue('arn:aws:iam::000000000000:role/r', 's'),
    });
    await client.send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live' }));
    expect(seen).toMatchObject([
      { principal: { kind: 'role', arn: 'arn:aws:iam::000000000000:role/r', session: 's' } },
    ]);
  });

  it('refuses an operation that is not emulated with 501 and its name', async () => {
    const failed = new LambdaClient(configuration).send(new ListFunctionsCommand({}));
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining('lambda:ListFunctions'),
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('answers a fault of its own with 500', async () => {
    const failed = new LambdaClient(configuration).send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' }));
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining('a bug of ours'),
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('serves AWS Query: nested form in, XML out', async () => {
    const client = new SNSClient(configuration);
    const attributes = { verdict: { DataType: 'String', StringValue: 'Healed' } };
    const answer = await client.send(
      new PublishCommand({ TopicArn: 't', Message: 'a&b <c>', MessageAttributes: attributes }),
    );
    expect(answer.MessageId).toBe('m<1>');
    expect(seen).toEqual([{ TopicArn: 't', Message: 'a&b <c>', MessageAttributes: attributes }]);
  });

  it('answers a query error as the SDK knows it', async () => {
    const client = new SNSClient(configuration);
    const failed = client.send(new PublishCommand({ TopicArn: 'gone', Message: 'x' }));
    await expect(failed).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
    await expect(client.send(new ListTopicsCommand({}))).rejects.toThrow('sns:ListTopics');
  });

  it('serves JSON with timestamps', async () => {
    const answer = await new CloudWatchClient(configuration).send(new DescribeAlarmsCommand({}));
    expect(answer.MetricAlarms).toEqual([{ AlarmName: 'a', StateUpdatedTimestamp: new Date(1_000) }]);
  });

  it.each([
    ['no signature', {}, 403, 'MissingAuthenticationTokenException'],
    ['an unknown service', { authorization: scope('rds') }, 501, 'rds'],
    ['no operation', { authorization: scope('monitoring') }, 404, 'UnknownOperationException'],
    [
      'an unknown operation',
      { authorization: scope('monitoring'), 'x-amz-target': 'X.Nothing' },
      404,
      'UnknownOperationException',
    ],
    [
      'a malformed body',
      { authorization: scope('monitoring'), 'x-amz-target': 'X.DescribeAlarms' },
      400,
      'SerializationException',
    ],
  ])('answers %s in an error of AWS shape', async (_what, headers, status, text) => {
    const response = await fetch(configuration.endpoint, { method: 'POST', headers, body: '{not json' });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });
});

describe('a body that does not follow the schema', () => {
  const random = new SeededRandom(1);
  const dispatcher = new Dispatcher(random.stream('ids'));
  const door = new FrontDoor(new VirtualClock(0), [
    new AwsRoute(dispatcher, new CredentialRegistry('000000000000'), random.stream('ids')),
  ]);
  let endpoint: string;

  beforeAll(async () => {
    dispatcher.register(lambda);
    endpoint = await door.listen(0);
  });
  afterAll(() => door.close());

  const put = (body: string, path = '/2015-03-31/functions/f/aliases/live') =>
    fetch(`${endpoint}${path}`, { method: 'PUT', headers: { authorization: scope('lambda') }, body });

  it.each([
    ['null', 'must be an object'],
    ['[]', 'must be an object'],
    ['{"FunctionVersion":2}', '/FunctionVersion must be a string'],
    ['{"RoutingConfig":"x"}', '/RoutingConfig must be an object'],
    [
      '{"RoutingConfig":{"AdditionalVersionWeights":{"2":"half"}}}',
      '/RoutingConfig/AdditionalVersionWeights/2 must be a number',
    ],
  ])('%s is refused, naming the member', async (body, message) => {
    const answer = await put(body);
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
    expect(await answer.text()).toContain(message);
  });

  it('is accepted with a null or an unknown member', async () => {
    expect((await put('{"FunctionVersion":null,"Unknown":{"a":1}}')).status).toBe(200);
  });

  it('is refused when the path is not decodable', async () => {
    const answer = await put('{}', '/2015-03-31/functions/%ZZ/aliases/live');
    expect(answer.status).toBe(400);
  });

  it('is refused when a required member is missing, in the words of AWS', async () => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: scope('states'), 'x-amz-target': 'AWSStepFunctions.StartExecution' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      __type: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    });
  });
});

function scope(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;
}
