const CLOUDWATCH = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html';
const LOG_DELIVERY = 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html';
const XRAY = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html';

/** Actions that are granted on `*`, each with the page that says that AWS knows no narrower resource. */
export const NO_NARROWER: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData': CLOUDWATCH,
  'logs:CreateLogDelivery': LOG_DELIVERY,
  'logs:DeleteLogDelivery': LOG_DELIVERY,
  'logs:DescribeLogGroups': LOG_DELIVERY,
  'logs:DescribeResourcePolicies': LOG_DELIVERY,
  'logs:GetLogDelivery': LOG_DELIVERY,
  'logs:ListLogDeliveries': LOG_DELIVERY,
  'logs:PutResourcePolicy': LOG_DELIVERY,
  'logs:UpdateLogDelivery': LOG_DELIVERY,
  'xray:GetSamplingRules': XRAY,
  'xray:GetSamplingTargets': XRAY,
  'xray:PutTelemetryRecords': XRAY,
  'xray:PutTraceSegments': XRAY,
};

/** Denials that a scenario is about. */
export const MEANT_DENIALS: readonly { readonly action: string; readonly resource: string; readonly why: string }[] = [
  {
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::000000000000:role/self-healing/dev/nobody/s',
    why: 'test/scenarios/refused.test.ts',
  },
];

/** Actions without which AWS goes on and nobody hears of it, so that no scenario can fail for the lack of them. */
export const NOBODY_NOTICES: Readonly<Record<string, string>> = {
  'xray:GetSamplingRules': 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html',
  'xray:GetSamplingTargets': 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html',
  'xray:PutTelemetryRecords': 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  'xray:PutTraceSegments': 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html',
};
