import type { Template } from 'aws-cdk-lib/assertions';
import { ACTORS } from '../../infra/healer-ref';
import type { SelfHealingProps } from '../../infra/self-healing';
import { protect } from './support/protect';
import { flatten, listed, resource, resources, statements, synth } from './support/synth';
import { targetRoles } from './support/target-roles';

const { service, healer } = synth();

const actionsOf = (template: Template) =>
  targetRoles(template).flatMap(({ kind, statements: granted }) =>
    granted.flatMap(({ Action }) => listed(Action).map((action) => [action, kind] as const)),
  );

describe('the roles of a target', () => {
  test('are one for each kind of task, and registered in its policy', () => {
    const kinds = targetRoles(service).map(({ id, kind }) => [kind, `<${id}.Arn>`]);
    expect(kinds.map(([kind]) => kind)).toEqual(['observe', 'change', 'invoke', 'prune']);
    const { roles } = JSON.parse(flatten(resource(service, 'AWS::SSM::Parameter').Properties.Value));
    expect(roles).toEqual(Object.fromEntries(kinds));
  });

  test.each([
    ['lambda:UpdateAlias', 'change'],
    ['lambda:UpdateFunctionConfiguration', 'change'],
    ['lambda:PublishVersion', 'change'],
    ['lambda:DeleteFunction', 'prune'],
    ['lambda:InvokeFunction', 'invoke'],
    ['cloudformation:DescribeStacks', 'observe'],
    ['cloudwatch:DescribeAlarms', 'observe'],
  ])('let nobody %s but who may %s', (action, kind) => {
    expect(actionsOf(service).filter(([one]) => one === action)).toEqual([[action, kind]]);
  });

  test('trust functions of the healer and nobody else, each in one kind of role', () => {
    const trusted = targetRoles(service).map(({ kind, actors }) => [kind, [...actors].sort()]);
    expect(Object.fromEntries(trusted)).toEqual({
      observe: ['attest', 'diagnose', 'open-incident', 'sweep'],
      change: ['move-alias', 'publish-version', 'reset-fault'],
      // The API is probed by its URL.
      invoke: ['preflight'],
      prune: ['prune'],
    });
  });

  test('delete versions, and never the function', () => {
    const [functionId] = resources(service, 'AWS::Lambda::Function')[0] ?? [];
    const on = targetRoles(service)
      .flatMap((role) => role.statements)
      .filter(({ Action }) => listed(Action).includes('lambda:DeleteFunction'))
      .flatMap(({ Resource }) => listed(Resource).map(flatten));
    expect(on).toEqual([`<${functionId}.Arn>:*`]);
  });

  test('see the stack of the target, and no other', () => {
    const [describe] = targetRoles(service)
      .flatMap((role) => role.statements)
      .filter(({ Action }) => Action === 'cloudformation:DescribeStacks');
    expect(flatten(describe?.Resource)).toMatch(/:stack\/SelfHealing-dev-api\/\*$/);
  });

  test('end at this one function', () => {
    const [functionId] = resources(service, 'AWS::Lambda::Function')[0] ?? [];
    const onLambda = targetRoles(service)
      .flatMap((role) => role.statements)
      .filter(({ Action }) => listed(Action)[0]?.startsWith('lambda:'));
    const named = onLambda.flatMap(({ Resource }) => listed(Resource).map(flatten));
    expect([...new Set(named)].sort()).toEqual([`<${functionId}.Arn>`, `<${functionId}.Arn>:*`]);
  });
});

describe('a target gets no role and no right that its policy does not ask for', () => {
  const http = { probe: { kind: 'http', url: 'https://worker.example/health' } } as const;
  const trusted = (overrides: Partial<SelfHealingProps>) =>
    Object.fromEntries(targetRoles(protect(overrides)).map(({ kind, actors }) => [kind, [...actors].sort()]));

  test.each([
    ['probed by invocation', {}, ['preflight', 'prove']],
    ['with traffic made for it', { syntheticPerMinute: 6 }, ['exercise', 'preflight', 'prove']],
    ['whose versions are not tried', { preflight: false as const }, ['prove']],
    ['probed by its URL', { ...http, syntheticPerMinute: 6 }, ['preflight']],
    ['that is never invoked', { ...http, preflight: false as const }, undefined],
  ])('to invoke it: %s', (_, overrides, actors) => {
    expect(trusted(overrides).invoke).toEqual(actors);
  });

  test('to invoke any version, when only its alias is probed', () => {
    const template = protect({ preflight: false });
    const [aliasId] = resources(template, 'AWS::Lambda::Alias')[0] ?? [];
    const role = targetRoles(template).find(({ kind }) => kind === 'invoke');
    expect(role?.statements.map(({ Resource }) => Resource)).toEqual([{ Ref: aliasId }]);
  });

  test('to delete versions, when it keeps them all', () => {
    expect(trusted({}).prune).toEqual(['prune']);
    expect(trusted({ keepHealthy: null }).prune).toBeUndefined();
  });

  test('to change its configuration, when it has no variables that inject faults', () => {
    const actions = (overrides: Partial<SelfHealingProps>) => actionsOf(protect(overrides)).map(([action]) => action);
    expect(trusted({}).change).toEqual(['move-alias']);
    expect(actions({})).not.toContain('lambda:UpdateFunctionConfiguration');
    const faultVariables = { BREAK: 'no' };
    expect(trusted({ faultVariables }).change).toEqual(['move-alias', 'publish-version', 'reset-fault']);
    expect(actions({ faultVariables })).toContain('lambda:UpdateFunctionConfiguration');
  });
});

describe('the healer', () => {
  const assumed = statements(healer).filter(({ statement }) => listed(statement.Action).includes('sts:AssumeRole'));

  test('knows no target, whichever there are', () => {
    const healerText = JSON.stringify(healer.toJSON());
    expect(healerText).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
    expect(JSON.stringify(synth({ service: 'orders' }).healer.toJSON())).toBe(healerText);
    const actions = statements(healer).flatMap(({ statement }) => listed(statement.Action));
    expect(actions.filter((action) => action.startsWith('lambda:') && action !== 'lambda:InvokeFunction')).toEqual([]);
  });

  test('may become the roles of one kind in each of its functions that touch a target, and no others', () => {
    const paths = assumed.map(({ policy, statement }) => [
      policy.replace(/RoleDefaultPolicy.*/, ''),
      flatten(statement.Resource).replace(/.*:role\//, ''),
    ]);
    const pascal = (name: string) => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    const expected = Object.entries(ACTORS).flatMap(([kind, actors]) =>
      actors.map((actor) => [pascal(actor), `self-healing/dev/${kind}/*`]),
    );
    expect(paths.sort()).toEqual(expected.sort());
  });

  test('exports what any target may need, so that it is the same without one', () => {
    const exported = Object.keys(healer.toJSON().Outputs ?? {});
    const imported = new Set(JSON.stringify(service.toJSON()).match(/ExportsOutput\w+/g));
    expect(imported.size).toBeGreaterThan(5);
    expect([...imported].filter((name) => !exported.includes(name))).toEqual([]);
    // Of the release before, whose targets still hang their grants on the functions' roles.
    expect(exported.filter((name) => /^ExportsOutputRef\w+Role/.test(name))).toHaveLength(11);
  });
});
