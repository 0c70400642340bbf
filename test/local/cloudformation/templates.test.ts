import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type Parameter,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import type { Service, ServiceName } from '../../../local/kernel/platform';
import { OPERATOR } from '../support/platform';
import { Stage } from './support/stage';

const TEMPLATE = `
Parameters:
  Name: {Type: String, Default: one, AllowedValues: [one, two]}
  Ports: {Type: CommaDelimitedList, Default: '80, 443'}
Conditions:
  IsTwo: !Equals [!Ref Name, two]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub 'q-\${Name}'}
  Value:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /value
      Type: String
      Value: !Join ['|', [!GetAtt Queue.Arn, !Select [1, !Ref Ports]]]
  Topic:
    Type: AWS::SNS::Topic
    Condition: IsTwo
Outputs:
  Value: {Value: !GetAtt Value.Value}
`;
const name = (ParameterValue: string): Parameter[] => [{ ParameterKey: 'Name', ParameterValue }];

const parameter = (Value: unknown) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } });

let stage: Stage;
let client: CloudFormationClient;
beforeEach(async () => {
  stage = await Stage.open();
  client = stage.cloud.client(CloudFormationClient);
});
afterEach(() => stage.close());

const create = (more: object = {}) =>
  client.send(new CreateStackCommand({ StackName: 'app', TemplateBody: TEMPLATE, ...more }));
const update = (more: object = {}) =>
  client.send(new UpdateStackCommand({ StackName: 'app', UsePreviousTemplate: true, ...more }));
const stack = async () => (await client.send(new DescribeStacksCommand({ StackName: 'app' }))).Stacks?.[0];
const until = async (status: string): Promise<void> => {
  for (let tries = 0; tries < 200 && (await stack())?.StackStatus !== status; tries += 1)
    await stage.cloud.virtualClock().advanceBy(1000);
  expect((await stack())?.StackStatus).toBe(status);
};
const resources = async () => {
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: 'app' }));
  return StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId).sort();
};

describe('a template in the call', () => {
  test('makes a stack, with the defaults of its parameters, in YAML with short forms', async () => {
    await create();
    await until('CREATE_COMPLETE');
    expect(await stack()).toMatchObject({
      Parameters: [
        { ParameterKey: 'Name', ParameterValue: 'one' },
        { ParameterKey: 'Ports', ParameterValue: '80, 443' },
      ],
      Outputs: [{ OutputValue: 'arn:aws:sqs:us-east-1:000000000000:q-one|443' }],
    });
    expect((await client.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).toBe(TEMPLATE);
    expect(await resources()).toEqual(['Queue', 'Value']);
  });

  test('updates it: what is new comes first, what is replaced goes last', async () => {
    await create();
    await until('CREATE_COMPLETE');
    await update({ Parameters: name('two') });
    await until('UPDATE_COMPLETE');
    expect((await stack())?.Outputs?.[0]?.OutputValue).toBe('arn:aws:sqs:us-east-1:000000000000:q-two|443');
    expect(await resources()).toEqual(['Queue', 'Topic', 'Value']);
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
    const told = StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
    expect(told.indexOf('Queue DELETE_COMPLETE')).toBeLessThan(told.indexOf('app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'));
    await update({ Parameters: [{ ParameterKey: 'Name', UsePreviousValue: true }] }).then(
      () => expect('an update').toBe('refused'),
      (error) => expect(error.message).toBe('No updates are to be performed.'),
    );
  });

  test('is rolled back to the values before when an update fails', async () => {
    await create();
    await until('CREATE_COMPLETE');
    const taken = JSON.stringify({
      Resources: {
        Value: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/v2', Type: 'String', Value: 'x'.repeat(5000) } },
      },
    });
    await update({ UsePreviousTemplate: undefined, TemplateBody: taken });
    await until('UPDATE_ROLLBACK_COMPLETE');
    expect((await stack())?.Outputs?.[0]?.OutputValue).toContain('q-one');
    expect(await resources()).toEqual(['Queue', 'Value']);
  });

  test.each<[object, RegExp]>([
    [{ Parameters: name('three') }, /^Parameter 'Name' must be one of AllowedValues$/],
    [{ Parameters: [{ ParameterKey: 'X', ParameterValue: 'y' }] }, /^Parameters: \[X\] do not exist in the template$/],
    [{ TemplateBody: '{"Resources":{}}' }, /^Template format error: At least one Resources member must be defined\.$/],
    [{ TemplateBody: '{\n  "Resources"}' }, /^Template format error: JSON not well-formed\. \(line 2, column 15\)$/],
    [{ TemplateBody: 'a: [1' }, /^Template format error: YAML not well-formed\. \(line 1, column 6\)$/],
    ...(
      [
        [{ 'a-b': parameter('x') }, 'Template format error: Resource name a-b is non alphanumeric.'],
        [
          { A: parameter({ 'Fn::GetAtt': ['B'] }) },
          'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
        ],
        [
          { A: parameter({ 'Fn::If': ['No', 'x', 'y'] }) },
          'Template error: unresolved condition dependency No in Fn::If',
        ],
      ] as const
    ).map(([Resources, message]): [object, RegExp] => [
      { TemplateBody: JSON.stringify({ Resources }) },
      new RegExp(`^${message}$`),
    ]),
    [{ TemplateBody: undefined }, /^Either Template URL or Template Body must be specified\.$/],
    [
      { TemplateBody: '{"Resources":{"A":{"Type":"AWS::SNS::Topic","DependsOn":"B"}}}' },
      /^Template format error: Unresolved resource dependencies \[B\] in the Resources block of the template$/,
    ],
    [
      { TemplateBody: '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}},"Outputs":{"O":{"Value":{"Ref":"B"}}}}' },
      /^Template format error: Unresolved resource dependencies \[B\] in the Outputs block of the template$/,
    ],
    [
      // A resource that its condition keeps from being made.
      { TemplateBody: `${TEMPLATE}  Topic: {Value: !Ref Topic}\n` },
      /^Unresolved resource dependencies \[Topic\] in the Outputs block of the template$/,
    ],
    [
      { TemplateBody: '{"Resources":{"A":{"Type":"AWS::EC2::Instance"}}}' },
      /does not implement stack app: resource type AWS::EC2::Instance/,
    ],
  ])('is refused with %j', async (more, message) => {
    await expect(create(more)).rejects.toThrow(message);
    await expect(stack()).rejects.toThrow('does not exist');
  });

  test('that makes roles needs the capability', async () => {
    const Role = {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'r', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    };
    await expect(create({ TemplateBody: JSON.stringify({ Resources: { Role } }) })).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    });
  });

  test('is not taken twice for the same name, nor for a stack that is missing', async () => {
    await expect(update()).rejects.toThrow('Stack [app] does not exist');
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });

  test('is summarized without a stack', async () => {
    const { Parameters } = await client.send(new ValidateTemplateCommand({ TemplateBody: TEMPLATE }));
    expect(Parameters).toMatchObject([
      { ParameterKey: 'Name', DefaultValue: 'one', NoEcho: false },
      { ParameterKey: 'Ports' },
    ]);
  });
});

test('what a template makes has its tags', async () => {
  const Tags = [{ Key: 'team', Value: 'a' }];
  const table = {
    TableName: 'tab',
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
  };
  const properties = (more: object) => ({ ...more, Tags });
  const Resources = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: properties(table) },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: properties({ LogGroupName: 'g' }) },
    Value: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/v', Type: 'String', Value: 'v', Tags: { team: 'a' } } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: properties({ Name: 'b' }) },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: properties({ Name: 'r', EventBusName: { Ref: 'Bus' }, EventPattern: { source: ['s'] } }),
    },
  };
  await create({ TemplateBody: JSON.stringify({ Resources }) });
  await until('CREATE_COMPLETE');
  const ask = async (service: ServiceName, operation: string, input: object) => {
    const operator = { principal: OPERATOR, requestId: 'test' };
    const { operations } = stage.cloud.services.all.find(({ name }) => name === service) as Service;
    return stage.cloud.virtualClock().drive(operation, async () => operations[operation]?.(input as never, operator));
  };
  const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
  expect(await ask('dynamodb', 'ListTagsOfResource', { ResourceArn: arn('dynamodb', 'table/tab') })).toEqual({ Tags });
  expect(await ask('logs', 'ListTagsForResource', { resourceArn: arn('logs', 'log-group:g') })).toEqual({
    tags: { team: 'a' },
  });
  expect(await ask('ssm', 'ListTagsForResource', { ResourceType: 'Parameter', ResourceId: '/v' })).toEqual({
    TagList: Tags,
  });
  for (const name of ['event-bus/b', 'rule/b/r']) {
    expect(await ask('events', 'ListTagsForResource', { ResourceARN: arn('events', name) })).toEqual({ Tags });
  }
});

test('a stack is updated for its outputs alone, but not for a description or a policy', async () => {
  const body = (more: object, attributes: object = {}) => ({
    UsePreviousTemplate: false,
    TemplateBody: JSON.stringify({ Resources: { A: { ...parameter('x'), ...attributes } }, ...more }),
  });
  await create(body({}));
  await until('CREATE_COMPLETE');
  await expect(update(body({ Description: 'new' }))).rejects.toThrow('No updates are to be performed.');
  await expect(update(body({}, { DeletionPolicy: 'Retain' }))).rejects.toThrow('No updates are to be performed.');
  await update(body({ Outputs: { A: { Value: { Ref: 'A' } } } }));
  await until('UPDATE_COMPLETE');
});

test('mappings give values by two keys, and are refused in AWS’s words', async () => {
  const Mappings = { Sizes: { one: { Value: 'small' }, two: { Value: 'large' } } };
  const Parameters = { Name: { Type: 'String', Default: 'two' } };
  const body = (more: object) => JSON.stringify({ Parameters, Mappings, ...more });
  const Resources = { A: parameter({ 'Fn::FindInMap': ['Sizes', { Ref: 'Name' }, 'Value'] }) };
  const Outputs = { Value: { Value: { 'Fn::GetAtt': ['A', 'Value'] } } };
  await create({ TemplateBody: body({ Resources, Outputs }) });
  await until('CREATE_COMPLETE');
  expect((await stack())?.Outputs).toMatchObject([{ OutputValue: 'large' }]);
  await expect(
    create({ TemplateBody: body({ Resources, Mappings: { Sizes: { one: 'small' } } }), StackName: 'b' }),
  ).rejects.toThrow('Template format error: Every Mappings member one must be a map');
});

test('an update shows at once, so that who waits for its end does not see that of the one before', async () => {
  await create();
  await until('CREATE_COMPLETE');
  for (const ParameterValue of ['1,2', '3,4']) {
    await update({ Parameters: [{ ParameterKey: 'Ports', ParameterValue }] });
    expect((await stack())?.StackStatus).toBe('UPDATE_IN_PROGRESS');
    await until('UPDATE_COMPLETE');
  }
});

test('a resource that is made is told of twice: when that begins, and when it has a physical id', async () => {
  await create();
  await until('CREATE_COMPLETE');
  await update({ Parameters: name('two') });
  await until('UPDATE_COMPLETE');
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
  const queue = StackEvents.filter(({ LogicalResourceId: id }) => id === 'Queue').reverse();
  expect(
    queue.map(({ ResourceStatus, ResourceStatusReason: why = '', PhysicalResourceId: id = '' }) =>
      [ResourceStatus, id.split('/').at(-1), why].join('|'),
    ),
  ).toEqual([
    'CREATE_IN_PROGRESS||',
    'CREATE_IN_PROGRESS|q-one|Resource creation Initiated',
    'CREATE_COMPLETE|q-one|',
    'UPDATE_IN_PROGRESS|q-one|Requested update requires the creation of a new physical resource; hence creating one.',
    'UPDATE_IN_PROGRESS|q-two|Resource creation Initiated',
    'UPDATE_COMPLETE|q-two|',
    'DELETE_IN_PROGRESS|q-one|',
    'DELETE_COMPLETE|q-one|',
  ]);
});

describe('a change set', () => {
  const change = (more: object) =>
    client.send(new CreateChangeSetCommand({ StackName: 'app', ChangeSetName: 'c', TemplateBody: TEMPLATE, ...more }));
  const described = () => client.send(new DescribeChangeSetCommand({ StackName: 'app', ChangeSetName: 'c' }));
  const execute = () => client.send(new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'c' }));

  test('makes a stack that is in review until it is executed', async () => {
    await change({ ChangeSetType: 'CREATE' });
    expect((await stack())?.StackStatus).toBe('REVIEW_IN_PROGRESS');
    // The topic's condition does not hold.
    expect((await described()).Changes?.map(({ ResourceChange }) => ResourceChange?.Action)).toEqual(['Add', 'Add']);
    expect((await described()).Parameters).toEqual([
      { ParameterKey: 'Name', ParameterValue: 'one' },
      { ParameterKey: 'Ports', ParameterValue: '80, 443' },
    ]);
    await execute();
    expect((await described()).ExecutionStatus).toBe('EXECUTE_IN_PROGRESS');
    await until('CREATE_COMPLETE');
    expect((await described()).ExecutionStatus).toBe('EXECUTE_COMPLETE');
    await expect(change({ ChangeSetType: 'CREATE' })).rejects.toThrow(
      'Stack [app] already exists and cannot be created again with the changeSet [c].',
    );
  });

  test('is refused when it is made, not when it is executed, and leaves no stack', async () => {
    await expect(change({ ChangeSetType: 'CREATE', Parameters: name('three') })).rejects.toThrow('AllowedValues');
    const body = JSON.stringify({ Resources: { A: { Type: 'AWS::EC2::Instance' } } });
    await expect(change({ ChangeSetType: 'CREATE', TemplateBody: body })).rejects.toThrow('AWS::EC2::Instance');
    await expect(described()).rejects.toThrow('Stack [app] does not exist');
    await expect(client.send(new DescribeChangeSetCommand({ ChangeSetName: 'c' }))).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  });

  test('belongs to its stack: one of the same name may have one of the same name', async () => {
    await change({ ChangeSetType: 'CREATE' });
    const { ChangeSetId: first } = await described();
    await execute();
    await until('CREATE_COMPLETE');
    await client.send(new DeleteStackCommand({ StackName: 'app' }));
    await stage.cloud.virtualClock().advanceBy(120_000);
    await change({ ChangeSetType: 'CREATE' });
    expect(await described()).toMatchObject({
      ExecutionStatus: 'AVAILABLE',
      ChangeSetId: expect.not.stringMatching(`${first}`),
    });
    await execute();
    await until('CREATE_COMPLETE');
  });

  test('sees that a part of what is not known yet is not known either', async () => {
    const part = { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }] }] };
    const Resources = { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } }, Value: parameter(part) };
    await change({ ChangeSetType: 'CREATE', TemplateBody: JSON.stringify({ Resources }) });
    await execute();
    await until('CREATE_COMPLETE');
  });

  test('tells of each property what brings its change, and with values where they are asked for', async () => {
    const template = (version: string) =>
      JSON.stringify({
        Parameters: { Name: { Type: 'String' } },
        Resources: {
          Topic: {
            Type: 'AWS::SNS::Topic',
            UpdateReplacePolicy: 'Retain',
            Properties: { TopicName: { Ref: 'Name' }, DisplayName: version },
          },
          Value: parameter({ 'Fn::GetAtt': ['Topic', 'TopicName'] }),
          Gone: version === 'a' ? parameter('x') : undefined,
        },
      });
    await create({ TemplateBody: template('a'), Parameters: name('one') });
    await until('CREATE_COMPLETE');
    await change({ TemplateBody: template('b'), Parameters: name('two') });
    const ask = async (IncludePropertyValues: boolean) => {
      const input = { StackName: 'app', ChangeSetName: 'c', IncludePropertyValues };
      const { Changes = [] } = await client.send(new DescribeChangeSetCommand(input));
      return Changes.map(({ ResourceChange = {} }) => ResourceChange);
    };
    const [topic, value, gone] = await ask(false);
    expect(topic).toMatchObject({ LogicalResourceId: 'Topic', Replacement: 'True', PolicyAction: 'ReplaceAndRetain' });
    const target = (Name: string, RequiresRecreation: string) => ({
      Target: { Attribute: 'Properties', Name, RequiresRecreation },
    });
    expect(topic?.Details).toEqual([
      {
        ...target('TopicName', 'Always'),
        Evaluation: 'Static',
        ChangeSource: 'ParameterReference',
        CausingEntity: 'Name',
      },
      { ...target('TopicName', 'Always'), Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
      { ...target('DisplayName', 'Never'), Evaluation: 'Static', ChangeSource: 'DirectModification' },
    ]);
    expect(value?.Details).toEqual([
      {
        ...target('Value', 'Never'),
        Evaluation: 'Static',
        ChangeSource: 'ResourceAttribute',
        CausingEntity: 'Topic.TopicName',
      },
    ]);
    expect(gone).toMatchObject({ Action: 'Remove', PolicyAction: 'Delete', Details: [] });
    const [, valued] = await ask(true);
    expect(valued).toMatchObject({
      BeforeContext: '{"Properties":{"Type":"String","Value":"one"}}',
      AfterContext: '{"Properties":{"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}}',
    });
    expect(valued?.Details?.[0]?.Target).toEqual({
      ...target('Value', 'Never').Target,
      Path: '/Properties/Value',
      BeforeValue: 'one',
      AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
      AttributeChangeType: 'Modify',
    });
  });

  test('tells what an update replaces, and is empty when there is nothing to do', async () => {
    await create();
    await until('CREATE_COMPLETE');
    await change({ Parameters: name('two') });
    expect((await described()).Changes).toMatchObject([
      { ResourceChange: { LogicalResourceId: 'Queue', Action: 'Modify', Replacement: 'True' } },
      { ResourceChange: { LogicalResourceId: 'Value', Action: 'Modify', Replacement: 'False' } },
      { ResourceChange: { LogicalResourceId: 'Topic', Action: 'Add' } },
    ]);
    await execute();
    await until('UPDATE_COMPLETE');
    await change({ Parameters: name('two') });
    expect(await described()).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: expect.stringContaining("didn't contain changes"),
    });
    await expect(execute()).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  });
});
