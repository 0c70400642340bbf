import { flatten, listed, statements, synth } from './support/synth';

/** Actions for which AWS knows no narrower resource; each is cited where it is granted. */
const NO_NARROWER = [
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  // Log delivery of a state machine: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  'cloudwatch:GetMetricData',
];

describe.each(['dev', 'prod'])('least privilege in %s', (env) => {
  const all = Object.values(synth({ env })).flatMap(statements);

  test('only actions without a narrower resource are granted on *', () => {
    const onEverything = all.filter(({ statement }) => listed(statement.Resource).map(flatten).includes('*'));
    const actions = onEverything.flatMap(({ statement }) => listed(statement.Action));
    expect([...new Set(actions)].filter((action) => !NO_NARROWER.includes(action))).toEqual([]);
  });

  test('no action is a wildcard', () => {
    expect(all.flatMap(({ statement }) => listed(statement.Action)).filter((action) => action.includes('*'))).toEqual(
      [],
    );
  });
});
