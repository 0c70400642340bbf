import { authorizationSettings, withholding } from '../../../local/authorization/settings';
import { withhold } from '../../../local/authorization/withhold';
import { allow, role } from './roles';

const template = {
  Resources: {
    Role: role('lambda.amazonaws.com', [allow(['logs:CreateLogStream', 'logs:PutLogEvents']), allow('sns:Publish')]),
    Permission: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction' } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', DependsOn: ['Permission', 'Role'] },
  },
};
const own = { logicalId: 'Role', path: 'Policies.0.PolicyDocument' };
const statementsLeft = (withheld: Parameters<typeof withhold>[1]) => {
  const left = withhold(template, withheld).Resources?.Role?.Properties as ReturnType<typeof role>['Properties'];
  return {
    trust: left.AssumeRolePolicyDocument.Statement.length,
    own: left.Policies[0]?.PolicyDocument.Statement.map((one) => (one as ReturnType<typeof allow>).Action),
  };
};

test('a statement is taken out, and nothing else', () => {
  expect(statementsLeft({ ...own, index: 1 })).toEqual({
    trust: 1,
    own: [['logs:CreateLogStream', 'logs:PutLogEvents']],
  });
});

test('one action of a statement is taken out', () => {
  expect(statementsLeft({ ...own, index: 0, action: 'logs:PutLogEvents' })).toEqual({
    trust: 1,
    own: [['logs:CreateLogStream'], 'sns:Publish'],
  });
});

test('the only action of a statement goes with the statement', () => {
  expect(statementsLeft({ ...own, index: 1, action: 'sns:Publish' }).own).toEqual([
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
  ]);
});

test("a role's trust is taken out", () => {
  expect(statementsLeft({ logicalId: 'Role', path: 'AssumeRolePolicyDocument', index: 0 }).trust).toBe(0);
});

test('a resource that is a statement goes as a whole, and nothing waits for it', () => {
  const { Resources } = withhold(template, { logicalId: 'Permission', path: '', index: 0 });
  expect(Object.keys(Resources ?? {})).toEqual(['Role', 'Route']);
  expect(Resources?.Route?.DependsOn).toEqual(['Role']);
});

test('the template stays as it is, and so does one that has no such statement', () => {
  const before = structuredClone(template);
  withhold(template, { ...own, index: 1 });
  expect(template).toEqual(before);
  expect(withhold(template, { ...own, index: 7 })).toEqual(template);
  expect(withhold(template, { ...own, logicalId: 'Other', index: 0 })).toEqual(template);
});

describe('the environment', () => {
  test('says nothing by itself', () => {
    const settings = authorizationSettings({});
    expect(settings).toEqual({ mode: undefined, usage: undefined, withheld: undefined });
    expect(withholding(settings)).toBeUndefined();
  });

  test('can say all of it', () => {
    const withheld = { ...own, index: 1 };
    const settings = authorizationSettings({
      EMBEDDED_AWS_AUTHORIZATION: 'enforce',
      EMBEDDED_AWS_USAGE_DIRECTORY: '/usage',
      EMBEDDED_AWS_USAGE_LABEL: 'a scenario',
      EMBEDDED_AWS_WITHHELD: JSON.stringify(withheld),
    });
    expect(settings).toEqual({ mode: 'enforce', usage: { directory: '/usage', label: 'a scenario' }, withheld });
    expect(withholding(settings)?.(template)).toEqual(withhold(template, withheld));
  });

  test.each([
    ['EMBEDDED_AWS_AUTHORIZATION', 'on'],
    ['EMBEDDED_AWS_WITHHELD', '{'],
    ['EMBEDDED_AWS_WITHHELD', '{"logicalId":"R","path":"","index":0,"resource":"*"}'],
  ])('is refused by name when %s is %s', (name, value) => {
    expect(() => authorizationSettings({ [name]: value })).toThrow(name);
  });
});
