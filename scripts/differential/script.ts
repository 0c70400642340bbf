import { strToU8, zipSync } from 'fflate';
import type { Step } from './step';

/** Names begin alike, so that a person can find what a broken run has left. */
const NAME = 'embedded-aws-differential';
const RULE = `${NAME}-rule`;
const EVENT = {
  id: '1',
  account: '123456789012',
  source: 'own',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'x',
  detail: { number: 5, address: '10.0.0.7', text: 'abc' },
};
const test = (pattern: object): Step => ({
  service: 'events',
  operation: 'TestEventPattern',
  input: { EventPattern: JSON.stringify(pattern), Event: JSON.stringify(EVENT) },
  exact: ['Result'],
});
const ofFunction = (operation: string, input: object = {}): Step => ({
  service: 'lambda',
  operation,
  input: { FunctionName: NAME, ...input },
});
const ofCode = {
  ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1') }, { mtime: '2026-01-01' }),
};

/**
 * The same calls for both sides: what they make they take away again, and nothing of them costs anything. None waits.
 * @param role that a function may have; without one, functions are only refused
 */
export const scriptedCalls = (role: string | undefined): readonly Step[] => [
  { service: 'sts', operation: 'GetCallerIdentity', input: {} },

  ...patterns(),
  { service: 'events', operation: 'PutRule', input: { Name: RULE } },
  { service: 'events', operation: 'PutRule', input: { Name: RULE, EventPattern: '{"source":["own"]}' } },
  { service: 'events', operation: 'DescribeRule', input: { Name: RULE } },
  {
    service: 'events',
    operation: 'PutTargets',
    input: { Rule: `${NAME}-none`, Targets: [{ Id: '1', Arn: 'arn:aws:sqs:us-east-1:123456789012:q' }] },
  },
  { service: 'events', operation: 'ListTargetsByRule', input: { Rule: RULE } },
  { service: 'events', operation: 'DeleteRule', input: { Name: RULE } },
  { service: 'events', operation: 'DescribeRule', input: { Name: RULE } },

  { service: 'sqs', operation: 'GetQueueUrl', input: { QueueName: `${NAME}-none` } },
  { service: 'sqs', operation: 'CreateQueue', input: { QueueName: 'no queue' } },
  { service: 'sns', operation: 'GetTopicAttributes', input: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:none' } },
  { service: 'sns', operation: 'CreateTopic', input: { Name: 'no topic' } },
  { service: 'ssm', operation: 'GetParameter', input: { Name: `/${NAME}/none` } },
  {
    service: 'ssm',
    operation: 'PutParameter',
    input: { Name: `/${NAME}`, Value: '1', Type: 'String', Overwrite: true },
  },
  {
    service: 'ssm',
    operation: 'GetParameter',
    input: { Name: `/${NAME}` },
    exact: ['Parameter.Value', 'Parameter.Type'],
  },
  { service: 'ssm', operation: 'DeleteParameter', input: { Name: `/${NAME}` } },
  { service: 'logs', operation: 'DescribeLogStreams', input: { logGroupName: `${NAME}-none` } },
  { service: 'dynamodb', operation: 'DescribeTable', input: { TableName: `${NAME}-none` } },

  ofFunction('GetFunction'),
  ofFunction('GetAlias', { Name: 'live' }),
  ofFunction('Invoke'),
  ofFunction('CreateFunction', { Code: ofCode, Role: 'r', Runtime: 'nodejs22.x', Handler: 'index.handler' }),
  ...(role === undefined ? [] : lifeOfFunction(role)),
];

const patterns = (): Step[] =>
  [
    { source: ['own'] },
    { source: ['other'] },
    { detail: { number: [{ numeric: ['>', 4, '<=', 5] }] } },
    { detail: { number: [{ numeric: ['<', 5, '>', 0] }] } },
    { detail: { address: [{ cidr: '10.0.0.0/24' }] } },
    { detail: { address: [{ cidr: '10.0.0.0/33' }] } },
    { detail: { text: [{ wildcard: 'a*c' }] } },
    { detail: { text: [{ wildcard: 'a**c' }] } },
    { detail: { text: [{ 'anything-but': { prefix: 'a' } }] } },
    { detail: { missing: [{ exists: false }] } },
    { detail: { text: [{ regex: 'a' }] } },
    { $or: [{ source: ['own'] }, { account: ['1'] }] },
    { source: 'own' },
    {},
  ].map(test);

const lifeOfFunction = (Role: string): Step[] => [
  ofFunction('CreateFunction', { Code: ofCode, Role, Runtime: 'nodejs22.x', Handler: 'index.handler' }),
  ofFunction('CreateFunction', { Code: ofCode, Role, Runtime: 'nodejs22.x', Handler: 'index.handler' }),
  ofFunction('UpdateFunctionCode', {}),
  ofFunction('CreateAlias', { Name: 'live', FunctionVersion: '7' }),
  ofFunction('GetPolicy'),
  ofFunction('DeleteFunction'),
  ofFunction('GetFunction'),
];
