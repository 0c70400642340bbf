import { needsOf } from '../../../local/authorization/actions';
import { Cloud } from '../../../local/cloud';
import type { ServiceName } from '../../../local/kernel/platform';

const home = { account: '000000000000', region: 'us-east-1' };
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/t';
const ALARM = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm';
const PARAMETER = 'arn:aws:ssm:us-east-1:000000000000:parameter';
const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:t';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/r';
const ROLE = 'arn:aws:iam::000000000000:role/r';

test('every operation says what it needs: one that did not could not be called', async () => {
  const cloud = await Cloud.start({ time: 'virtual' });
  const silent = cloud.services.all.flatMap(({ name, operations }) =>
    Object.keys(operations)
      .filter((operation) => {
        try {
          return needsOf(name, operation, { FunctionName: 'f' }, home) === undefined;
        } catch {
          return false;
        }
      })
      .map((operation) => `${name}:${operation}`),
  );
  await cloud.close();
  expect(silent).toEqual([]);
});

test('what nobody has entered is unknown', () => {
  expect(needsOf('lambda', 'CreateCapacityProvider', {}, home)).toBeUndefined();
  expect(needsOf('lambda', 'constructor', {}, home)).toBeUndefined();
});

test.each<[ServiceName, string, object, string, string[]]>([
  ['lambda', 'Invoke', { FunctionName: 'f' }, 'lambda:InvokeFunction', [FUNCTION]],
  ['lambda', 'Invoke', { FunctionName: 'f', Qualifier: 'live' }, 'lambda:InvokeFunction', [`${FUNCTION}:live`]],
  ['lambda', 'Invoke', { FunctionName: `${FUNCTION}:live` }, 'lambda:InvokeFunction', [`${FUNCTION}:live`]],
  [
    'lambda',
    'GetFunctionConfiguration',
    { FunctionName: 'f', Qualifier: '3' },
    'lambda:GetFunctionConfiguration',
    [`${FUNCTION}:3`],
  ],
  ['lambda', 'UpdateAlias', { FunctionName: 'f', Name: 'live' }, 'lambda:UpdateAlias', [FUNCTION]],
  ['lambda', 'GetAlias', { FunctionName: FUNCTION, Name: 'live' }, 'lambda:GetAlias', [FUNCTION]],
  ['lambda', 'ListFunctions', {}, 'lambda:ListFunctions', ['*']],
  ['dynamodb', 'UpdateItem', { TableName: 't' }, 'dynamodb:UpdateItem', [TABLE]],
  ['dynamodb', 'GetItem', { TableName: TABLE }, 'dynamodb:GetItem', [TABLE]],
  ['dynamodb', 'Query', { TableName: 't' }, 'dynamodb:Query', [TABLE]],
  ['dynamodb', 'Query', { TableName: 't', IndexName: 'i' }, 'dynamodb:Query', [`${TABLE}/index/i`]],
  [
    'dynamodb',
    'BatchGetItem',
    { RequestItems: { t: {}, u: {} } },
    'dynamodb:BatchGetItem',
    [TABLE, TABLE.replace('/t', '/u')],
  ],
  [
    'cloudwatch',
    'DescribeAlarms',
    { AlarmNames: ['a', 'b'] },
    'cloudwatch:DescribeAlarms',
    [`${ALARM}:a`, `${ALARM}:b`],
  ],
  ['cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'a' }, 'cloudwatch:DescribeAlarms', [`${ALARM}:*`]],
  [
    'cloudwatch',
    'DescribeAlarms',
    { AlarmNames: ['a'], AlarmTypes: ['CompositeAlarm'] },
    'cloudwatch:DescribeAlarms',
    ['*'],
  ],
  ['cloudwatch', 'GetMetricData', {}, 'cloudwatch:GetMetricData', ['*']],
  ['ssm', 'GetParameter', { Name: '/a/b' }, 'ssm:GetParameter', [`${PARAMETER}/a/b`]],
  ['ssm', 'GetParameter', { Name: 'plain:3' }, 'ssm:GetParameter', [`${PARAMETER}/plain`]],
  ['ssm', 'GetParameter', { Name: `${PARAMETER}/a/b` }, 'ssm:GetParameter', [`${PARAMETER}/a/b`]],
  ['ssm', 'GetParametersByPath', { Path: '/a/' }, 'ssm:GetParametersByPath', [`${PARAMETER}/a`]],
  ['ssm', 'GetParametersByPath', { Path: '/' }, 'ssm:GetParametersByPath', [`${PARAMETER}/`]],
  ['sns', 'Publish', { TargetArn: TOPIC }, 'sns:Publish', [TOPIC]],
  ['sns', 'Unsubscribe', { SubscriptionArn: `${TOPIC}:4-5` }, 'sns:Unsubscribe', [TOPIC]],
  ['sqs', 'SendMessage', { QueueUrl: 'http://127.0.0.1:1/000000000000/q' }, 'sqs:SendMessage', [QUEUE]],
  ['states', 'StartExecution', { stateMachineArn: MACHINE }, 'states:StartExecution', [MACHINE]],
  [
    'events',
    'PutEvents',
    { Entries: [{}, {}] },
    'events:PutEvents',
    ['arn:aws:events:us-east-1:000000000000:event-bus/default'],
  ],
  ['events', 'DescribeRule', { Name: 'r' }, 'events:DescribeRule', [RULE]],
  ['events', 'ListTargetsByRule', { Rule: 'r' }, 'events:ListTargetsByRule', [RULE]],
  ['logs', 'PutLogEvents', { logGroupName: 'g', logStreamName: 's' }, 'logs:PutLogEvents', [`${GROUP}:s`]],
  ['logs', 'DescribeLogStreams', { logGroupName: 'g' }, 'logs:DescribeLogStreams', [`${GROUP}:`]],
  ['apigatewayv2', 'GetRoutes', { ApiId: 'a' }, 'apigateway:GET', ['arn:aws:apigateway:us-east-1::/apis/a/routes']],
])('%s:%s of %j needs %s on %j', (service, operation, input, action, resources) => {
  expect(needsOf(service, operation, input, home)).toEqual([{ action, resources }]);
});

test('who hands a role over must be allowed to pass it', () => {
  const passed = (service: string) => ({
    action: 'iam:PassRole',
    resources: [ROLE],
    context: { 'iam:PassedToService': service },
  });
  const targets = { Rule: 'r', Targets: [{ RoleArn: ROLE }, {}] };
  expect(needsOf('events', 'PutTargets', targets, home)?.slice(1)).toEqual([passed('events.amazonaws.com')]);
  expect(needsOf('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Role: ROLE }, home)?.slice(1)).toEqual([
    passed('lambda.amazonaws.com'),
  ]);
  expect(needsOf('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f' }, home)).toHaveLength(1);
});

test('a transaction needs what its parts need, on each of their tables', () => {
  const of = (name: string) => ({ TableName: name });
  const TransactItems = [{ Put: of('t') }, { ConditionCheck: of('t') }, { Put: of(TABLE) }, { Put: of('u') }];
  const context = { 'dynamodb:EnclosingOperation': 'TransactWriteItems' };
  expect(needsOf('dynamodb', 'TransactWriteItems', { TransactItems }, home)).toEqual([
    { action: 'dynamodb:PutItem', resources: [TABLE, TABLE.replace('/t', '/u')], context },
    { action: 'dynamodb:ConditionCheckItem', resources: [TABLE], context },
  ]);
  const others = [{ Update: of('t') }, { Delete: of('t') }];
  expect(
    needsOf('dynamodb', 'TransactWriteItems', { TransactItems: others }, home)?.map(({ action }) => action),
  ).toEqual(['dynamodb:UpdateItem', 'dynamodb:DeleteItem']);
  expect(needsOf('dynamodb', 'TransactGetItems', { TransactItems: [{ Get: of('t') }] }, home)).toEqual([
    {
      action: 'dynamodb:GetItem',
      resources: [TABLE],
      context: { 'dynamodb:EnclosingOperation': 'TransactGetItems' },
    },
  ]);
});

test.each([[undefined], ['text'], [[null, 'text', { Put: null, Other: {} }]]])(
  'a transaction of %j, which is none, needs to be refused and nothing else',
  (TransactItems) => {
    const needs = needsOf('dynamodb', 'TransactWriteItems', { TransactItems }, home) ?? [];
    expect(needs.filter(({ resources }) => resources.includes(TABLE))).toEqual([]);
  },
);

test('the namespace of a metric can be a condition', () => {
  expect(needsOf('cloudwatch', 'PutMetricData', { Namespace: 'Healer' }, home)).toEqual([
    { action: 'cloudwatch:PutMetricData', resources: ['*'], context: { 'cloudwatch:namespace': 'Healer' } },
  ]);
});

test('everybody may ask who they are', () => {
  expect(needsOf('sts', 'GetCallerIdentity', {}, home)).toEqual([]);
});
