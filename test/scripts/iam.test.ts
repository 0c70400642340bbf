import type { GrantRecord, UsageRecord } from '../../local/authorization/usage-record';
import type { Use } from '../../local/authorization/uses';
import { readArguments } from '../../scripts/iam/arguments';
import { labelOf, scenarioOf } from '../../scripts/iam/label';
import { merge } from '../../scripts/iam/merge';
import { report } from '../../scripts/iam/report';

const REASONS = { 'cloudwatch:GetMetricData': 'https://docs.aws.amazon.com/why' };
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/{Table}';

const used = (action: string, resource: string, times: number, alone = times): Use => ({
  action,
  resource,
  times,
  alone,
});
const grant = (more: Partial<GrantRecord> = {}): GrantRecord => ({
  stack: 'healer',
  logicalId: 'SweepPolicy',
  path: 'PolicyDocument',
  index: 0,
  kind: 'identity',
  effect: 'Allow',
  holder: 'healer/SweepRole0A1B2C3D',
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  resources: [TABLE],
  uses: [],
  ...more,
});
const record = (label: string, grants: readonly GrantRecord[], more: Partial<UsageRecord> = {}): UsageRecord => ({
  label,
  grants,
  denials: [],
  unknownOperations: [],
  ...more,
});
const of = (...records: readonly UsageRecord[]) => report(merge(records), REASONS);

test('what one scenario does not use another may', () => {
  const { findings, lines } = of(
    record('one', [grant({ uses: [used('dynamodb:GetItem', TABLE, 2)] })]),
    record('two', [grant({ uses: [used('dynamodb:GetItem', TABLE, 1), used('dynamodb:PutItem', TABLE, 1)] })]),
  );
  expect(findings).toEqual([]);
  expect(lines.map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
    '',
    'SweepRole',
    'used 3 | dynamodb:GetItem | dynamodb table/{Table}',
    'used 1 | dynamodb:PutItem | dynamodb table/{Table}',
  ]);
});

test('stacks of the same construct count as one', () => {
  const api = grant({ stack: 'api', holder: 'api/Role', uses: [used('dynamodb:GetItem', TABLE, 1)] });
  const orders = grant({ stack: 'orders', holder: 'orders/Role', uses: [used('dynamodb:PutItem', TABLE, 1)] });
  expect(of(record('one', [api]), record('two', [orders])).findings).toEqual([]);
});

test('one policy on two roles is two grants', () => {
  const { findings } = of(
    record('one', [
      grant({ holder: 'healer/A', actions: ['sns:Publish'], uses: [used('sns:Publish', TABLE, 1)] }),
      grant({ holder: 'healer/B', actions: ['sns:Publish'] }),
    ]),
  );
  expect(findings).toEqual(['granted and never used: B sns:Publish dynamodb table/{Table} (SweepPolicy)']);
});

test('an action that is never used on a resource is to be mended', () => {
  const other = TABLE.replace('Table', 'Other');
  const { findings } = of(
    record('one', [
      grant({ actions: ['dynamodb:GetItem'], resources: [TABLE, other], uses: [used('dynamodb:GetItem', TABLE, 1)] }),
    ]),
  );
  expect(findings).toEqual(['granted and never used: SweepRole dynamodb:GetItem dynamodb table/{Other} (SweepPolicy)']);
});

test('everything is granted only with a reason', () => {
  const on = (action: string) =>
    grant({ logicalId: action, actions: [action], resources: ['*'], uses: [used(action, '*', 1)] });
  const { findings, lines } = of(record('one', [on('cloudwatch:GetMetricData'), on('lambda:InvokeFunction')]));
  expect(findings).toEqual([
    'granted on * without a reason: SweepRole lambda:InvokeFunction * (lambda:InvokeFunction)',
  ]);
  expect(lines.join('\n')).toContain('(https://docs.aws.amazon.com/why)');
});

test('what another statement always allows, too, is shown and is no finding', () => {
  const { findings, lines } = of(
    record('one', [grant({ actions: ['dynamodb:GetItem'], uses: [used('dynamodb:GetItem', TABLE, 3, 0)] })]),
  );
  expect(findings).toEqual([]);
  expect(lines.join('\n')).toContain('always allowed by another statement, too');
});

test('a Deny grants nothing that could go unused', () => {
  expect(of(record('one', [grant({ effect: 'Deny' })])).findings).toEqual([]);
});

test('what was not allowed is to be mended, and so is an operation of which nobody knows what it needs', () => {
  const denial = {
    by: 'healer/SweepRole',
    action: 'sns:Publish',
    resource: 'arn:aws:sns:us-east-1:000000000000:{Topic}',
    reason: 'because no identity-based policy allows the sns:Publish action',
    operation: 'sns:Publish',
    times: 2,
  };
  const more = { denials: [denial], unknownOperations: ['lambda:CreateFunction'] };
  expect(of(record('one', [], more), record('two', [], more)).findings).toEqual([
    'not allowed, 4 times: healer/SweepRole sns:Publish sns {Topic} because no identity-based policy allows the sns:Publish action',
    'nobody has said what it needs: lambda:CreateFunction',
  ]);
});

test('what a scenario has not been allowed on purpose is no finding', () => {
  const denial = { by: 'a', action: 'sts:AssumeRole', resource: 'role/nobody', reason: 'r', operation: 'o', times: 1 };
  const merged = merge([record('one', [], { denials: [denial, { ...denial, resource: 'role/other' }] })]);
  const meant = [{ action: 'sts:AssumeRole', resource: 'role/nobody' }];
  expect(report(merged, REASONS, meant).findings).toEqual(['not allowed, 1 times: a sts:AssumeRole role/other r']);
});

test('each grant knows the scenarios in which nothing else would have done', () => {
  const { statements } = merge([
    record('one', [grant({ uses: [used('dynamodb:GetItem', TABLE, 2, 0)] })]),
    record('two', [grant({ uses: [used('dynamodb:GetItem', TABLE, 2, 1)] })]),
    record('', [grant({ uses: [used('dynamodb:GetItem', TABLE, 2, 1)] })]),
  ]);
  expect(statements[0]?.pairs.map(({ action, neededIn }) => [action, [...neededIn]])).toEqual([
    ['dynamodb:GetItem', ['two']],
    ['dynamodb:PutItem', []],
  ]);
});

test.each([
  { file: '/a/b.test.ts', test: 'heals [1] "it"' },
  { file: '/a/b.test.ts', test: undefined },
])('a label says which scenario a cloud was for: %j', (scenario) => {
  expect(scenarioOf(labelOf(scenario))).toEqual(scenario);
});

describe('what npm run iam is asked', () => {
  it.each([
    [[], { kind: 'run', mutate: false, of: '' }],
    [['--mutate'], { kind: 'run', mutate: true, of: '' }],
    [['--mutate', '--of', 'AttestRole'], { kind: 'run', mutate: true, of: 'AttestRole' }],
    [['--help'], { kind: 'usage', exitCode: 0, text: expect.stringMatching(/^Runs the scenarios/) }],
    [
      ['--mutat'],
      { kind: 'usage', exitCode: 2, text: expect.stringMatching(/^Unknown option '--mutat'[\s\S]*--mutate/) },
    ],
    [['--of='], { kind: 'usage', exitCode: 2, text: expect.stringMatching(/^--of goes with --mutate/) }],
  ])('%j', (args, asked) => {
    expect(readArguments(args)).toEqual(asked);
  });
});
