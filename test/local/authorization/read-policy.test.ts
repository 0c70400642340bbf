import { inspectPolicy } from '../../../local/authorization/inspect-policy';
import type { PolicyKind } from '../../../local/authorization/policy';
import { readPolicy } from '../../../local/authorization/read-policy';

const ALLOW = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };
const SERVICE = { Service: 'events.amazonaws.com' };

test.each<[string, PolicyKind, object]>([
  ['the policy element NotPrincipal', 'resource', { ...ALLOW, Principal: '*', NotPrincipal: { AWS: '1' } }],
  [
    'the principal type Federated',
    'trust',
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Federated: 'x' } },
  ],
  ['the principal type CanonicalUser', 'resource', { ...ALLOW, Principal: { CanonicalUser: 'x' } }],
  ['a statement without Principal', 'resource', ALLOW],
  ['a statement with Principal in this kind of policy', 'identity', { ...ALLOW, Principal: '*' }],
  ['a statement with Resource in this kind of policy', 'trust', { ...ALLOW, Principal: '*' }],
  ['a statement with neither Action nor NotAction', 'identity', { Effect: 'Allow', Resource: '*' }],
  ['a statement with Action and NotAction', 'identity', { ...ALLOW, NotAction: 'a:b' }],
  ['a statement with neither Resource nor NotResource', 'identity', { Effect: 'Allow', Action: 'sns:Publish' }],
  ['the policy effect Permit', 'identity', { ...ALLOW, Effect: 'Permit' }],
  [
    'the condition operator NumericLessThan',
    'identity',
    { ...ALLOW, Condition: { NumericLessThan: { 'aws:SourceArn': 1 } } },
  ],
  [
    'the condition operator ForAllValues:StringEquals',
    'identity',
    { ...ALLOW, Condition: { 'ForAllValues:StringEquals': {} } },
  ],
  [
    'the condition operator NullIfExists',
    'identity',
    { ...ALLOW, Condition: { NullIfExists: { 'aws:SourceArn': 'true' } } },
  ],
  [
    'the condition key aws:SourceIp',
    'identity',
    { ...ALLOW, Condition: { StringEquals: { 'aws:SourceIp': '1.2.3.4' } } },
  ],
  ['the policy variable aws:username', 'identity', { ...ALLOW, Resource: 'arn:aws:sns:::${aws:username}' }],
  [
    'the policy variable aws:username',
    'identity',
    { ...ALLOW, Condition: { StringLike: { 'aws:SourceArn': '${aws:username}' } } },
  ],
])('%s is refused by name', (what, kind, Statement) => {
  expect(inspectPolicy({ Statement }, kind)).toEqual([what]);
  expect(() => readPolicy({ Statement }, kind)).toThrow(what);
});

test('a document is checked as a whole', () => {
  expect(inspectPolicy('text', 'identity')).toEqual(['a policy document that is no object']);
  expect(inspectPolicy({ Version: '2020-01-01', Statment: [] }, 'identity')).toEqual([
    'the policy element Statment',
    'the policy version 2020-01-01',
  ]);
});

test('what a template still has to resolve is left for later', () => {
  const arn = { 'Fn::Sub': 'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:t' };
  const statement = { ...ALLOW, Resource: [arn, { Ref: 'T' }], Condition: { ArnLike: { 'aws:SourceArn': arn } } };
  const unsettled = [statement, { 'Fn::If': ['c', statement, statement] }];
  expect(inspectPolicy({ Statement: unsettled }, 'identity')).toEqual([]);
});

test('one thing may stand for a list of one, and an account for all who are in it', () => {
  const [statement] = readPolicy(
    { Statement: { ...ALLOW, Sid: 'S', Principal: { ...SERVICE, AWS: '000000000000' } } },
    'resource',
  );
  expect(statement).toMatchObject({
    sid: 'S',
    effect: 'Allow',
    principals: { kind: 'listed', services: ['events.amazonaws.com'], aws: ['000000000000'] },
  });
});
