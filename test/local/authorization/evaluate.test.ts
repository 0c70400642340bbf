import fc from 'fast-check';
import { evaluate } from '../../../local/authorization/evaluate';
import type { Statement } from '../../../local/authorization/policy';
import { readPolicy } from '../../../local/authorization/read-policy';
import type { Caller, Request } from '../../../local/authorization/request';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/move-alias`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/move-alias/f`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:people`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`;

const role: Caller = { kind: 'role', arn: ROLE, sessionArn: SESSION, account: ACCOUNT };
const events: Caller = { kind: 'service', service: 'events.amazonaws.com', region: 'us-east-1' };
const publish = (caller: Caller, context: Record<string, string> = {}): Request => ({
  caller,
  action: 'sns:Publish',
  resource: TOPIC,
  context: new Map(Object.entries(context)),
});

type Given = Record<string, unknown>;
const statement = (more: Given): Given => ({ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC, ...more });
const decide = (request: Request, { identity = [] as Given[], resource = [] as Given[] }) => {
  const policies = {
    identity: readPolicy({ Statement: identity }, 'identity'),
    resource: readPolicy({ Statement: resource }, 'resource'),
  };
  const decision = evaluate(policies, request);
  const where = decision.outcome === 'allowed' ? '' : ` (${decision.where})`;
  return `${decision.outcome}${where}`;
};

describe('a role', () => {
  test.each<[string, string, { identity?: Given[]; resource?: Given[] }]>([
    ['has nothing by itself', 'implicitDeny (identity)', {}],
    ['may what its policy allows', 'allowed', { identity: [statement({})] }],
    [
      'may not what the policy says of another resource',
      'implicitDeny (identity)',
      { identity: [statement({ Resource: `${TOPIC}2` })] },
    ],
    [
      'may not what the policy says of another action',
      'implicitDeny (identity)',
      { identity: [statement({ Action: 'sns:Subscribe' })] },
    ],
    [
      'may what is not taken out',
      'allowed',
      { identity: [statement({ Action: undefined, NotAction: 'sns:Subscribe' })] },
    ],
    [
      'may not what is taken out',
      'implicitDeny (identity)',
      { identity: [statement({ Resource: undefined, NotResource: TOPIC })] },
    ],
    [
      'may not what is also denied',
      'explicitDeny (identity)',
      { identity: [statement({}), statement({ Effect: 'Deny' })] },
    ],
    ['may what the resource allows to it', 'allowed', { resource: [statement({ Principal: { AWS: ROLE } })] }],
    [
      'may what the resource allows to its session',
      'allowed',
      { resource: [statement({ Principal: { AWS: SESSION } })] },
    ],
    ['may what the resource allows to everyone', 'allowed', { resource: [statement({ Principal: '*' })] }],
    [
      'gets nothing from its account alone',
      'implicitDeny (identity)',
      { resource: [statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })] },
    ],
    [
      'is denied by way of its account',
      'explicitDeny (resource)',
      { identity: [statement({})], resource: [statement({ Effect: 'Deny', Principal: { AWS: ACCOUNT } })] },
    ],
    [
      'is not meant by another role',
      'implicitDeny (identity)',
      { resource: [statement({ Principal: { AWS: `${ROLE}2` } })] },
    ],
  ])('%s', (_name, expected, policies) => {
    const clean = (all: Given[] = []) => all.map((one) => JSON.parse(JSON.stringify(one)) as Given);
    expect(decide(publish(role), { identity: clean(policies.identity), resource: clean(policies.resource) })).toBe(
      expected,
    );
  });
});

describe('a service', () => {
  const lets = (more: Given = {}) => [statement({ Principal: { Service: 'events.amazonaws.com' }, ...more })];
  test.each<[string, string, Given[], Record<string, string>]>([
    ['has nothing by itself', 'implicitDeny (resource)', [], {}],
    ['may what the resource allows to it', 'allowed', lets(), {}],
    [
      'may what is allowed to it by its regional name',
      'allowed',
      lets({ Principal: { Service: 'events.us-east-1.amazonaws.com' } }),
      {},
    ],
    [
      'may not what is allowed to another',
      'implicitDeny (resource)',
      lets({ Principal: { Service: 'sns.amazonaws.com' } }),
      {},
    ],
    [
      'may for the source that is named',
      'allowed',
      lets({ Condition: { ArnEquals: { 'aws:SourceArn': RULE } } }),
      { 'aws:sourcearn': RULE },
    ],
    [
      'may not for another source',
      'implicitDeny (resource)',
      lets({ Condition: { ArnEquals: { 'aws:SourceArn': RULE } } }),
      { 'aws:sourcearn': `${RULE}2` },
    ],
    [
      'may not without a source',
      'implicitDeny (resource)',
      lets({ Condition: { ArnEquals: { 'aws:SourceArn': RULE } } }),
      {},
    ],
    [
      'must meet every condition',
      'implicitDeny (resource)',
      lets({ Condition: { ArnEquals: { 'aws:SourceArn': RULE }, StringEquals: { 'aws:SourceAccount': '1' } } }),
      { 'aws:sourcearn': RULE, 'aws:sourceaccount': ACCOUNT },
    ],
  ])('%s', (_name, expected, resource, context) => {
    expect(decide(publish(events, context), { resource })).toBe(expected);
  });
});

test('every statement that allows a request is named, since each alone would do', () => {
  const [one, two, three] = readPolicy(
    { Statement: [statement({}), statement({ Action: 'sns:*' }), statement({ Action: 'sqs:*' })] },
    'identity',
  ) as [Statement, Statement, Statement];
  expect(evaluate({ identity: [one, two, three], resource: [] }, publish(role))).toEqual({
    outcome: 'allowed',
    by: [one, two],
    needed: [],
  });
  expect(evaluate({ identity: [one, three], resource: [] }, publish(role))).toMatchObject({ needed: [one] });
});

describe('whatever the policies', () => {
  const texts = (...values: string[]) => fc.oneof(fc.constantFrom(...values), fc.subarray(values, { minLength: 1 }));
  const anyStatement = (effect: fc.Arbitrary<string>) =>
    fc
      .record({
        Effect: effect,
        action: fc.tuple(fc.constantFrom('Action', 'NotAction'), texts('sns:Publish', 'sns:*', 'sqs:SendMessage', '*')),
        resource: fc.tuple(fc.constantFrom('Resource', 'NotResource'), texts(TOPIC, `${TOPIC}2`, 'arn:aws:sns:*', '*')),
        Principal: fc.constantFrom<unknown>('*', { AWS: ROLE }, { AWS: ACCOUNT }, { Service: 'events.amazonaws.com' }),
        Condition: fc.constantFrom(
          {},
          { ArnLike: { 'aws:SourceArn': RULE } },
          { StringNotEquals: { 'aws:SourceArn': RULE } },
        ),
      })
      .map(
        ({ action, resource, ...rest }) => ({ ...rest, [action[0]]: action[1], [resource[0]]: resource[1] }) as Given,
      );
  const either = fc.constantFrom('Allow', 'Deny');
  const policy = (effect = either) =>
    fc
      .array(anyStatement(effect), { maxLength: 5 })
      .map((statements) => readPolicy({ Statement: statements }, 'resource'));
  const request = fc
    .record({ caller: fc.constantFrom(role, events), source: fc.constantFrom({}, { 'aws:sourcearn': RULE }) })
    .map(({ caller, source }) => publish(caller, source));
  /** One list stands for both sides: identity statements differ by having no Principal to match. */
  const allowed = (resource: readonly Statement[], asked: Request) =>
    evaluate({ identity: [], resource }, asked).outcome === 'allowed';

  test('a Deny that is about the request wins', () => {
    fc.assert(
      fc.property(policy(), request, (statements, asked) => {
        const [deny] = readPolicy(
          { Statement: statement({ Effect: 'Deny', Principal: '*', Action: '*' }) },
          'resource',
        );
        expect(evaluate({ identity: [], resource: [...statements, deny as Statement] }, asked).outcome).toBe(
          'explicitDeny',
        );
      }),
    );
  });

  test('an Allow more never denies', () => {
    fc.assert(
      fc.property(policy(), policy(fc.constant('Allow')), request, (statements, more, asked) => {
        if (allowed(statements, asked)) expect(allowed([...statements, ...more], asked)).toBe(true);
      }),
    );
  });

  test('a statement less never allows, unless it was a Deny', () => {
    fc.assert(
      fc.property(policy(), request, (statements, asked) => {
        if (allowed(statements, asked)) return;
        statements.forEach((gone, index) => {
          if (gone.effect === 'Allow') expect(allowed(statements.toSpliced(index, 1), asked)).toBe(false);
        });
      }),
    );
  });

  test('the order of the statements does not matter', () => {
    fc.assert(
      fc.property(policy(), request, (statements, asked) => {
        expect(allowed(statements.toReversed(), asked)).toBe(allowed(statements, asked));
      }),
    );
  });
});
