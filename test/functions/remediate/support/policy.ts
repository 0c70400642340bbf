import { FAULT_UNTIL_VARIABLE, FAULT_VARIABLES } from '../../../../functions/contract';
import { POLICY_DEFAULTS, type Policy } from '../../../../functions/policy';
import type { DecisionPolicy } from '../../../../functions/remediate/core/decision-policy';

export const FUNCTION = 'orders-function';

export const POLICY: Policy = {
  ...POLICY_DEFAULTS,
  targetId: 'orders',
  functionName: FUNCTION,
  aliasName: 'live',
  roles: {
    observe: 'arn:aws:iam::123456789012:role/self-healing/dev/observe/orders',
    change: 'arn:aws:iam::123456789012:role/self-healing/dev/change/orders',
    invoke: 'arn:aws:iam::123456789012:role/self-healing/dev/invoke/orders',
    prune: 'arn:aws:iam::123456789012:role/self-healing/dev/prune/orders',
  },
  signals: ['orders-faults', 'orders-errors', 'orders-throttles'],
  compositeSignals: [],
  faultMetric: null,
  probe: { kind: 'http', url: 'https://orders.example/health' },
  preflight: { payload: '{"rawPath":"/health"}' },
  faultVariables: FAULT_VARIABLES,
  faultUntilVariable: FAULT_UNTIL_VARIABLE,
  stackName: null,
  codeDeploy: null,
  runbookUrl: 'https://runbooks.example/faults',
  runbooks: { 'orders-throttles': 'https://runbooks.example/throttles' },
};

/** What decisions depend on: the policy, and the brake that all targets share. */
export const DECISION_POLICY: DecisionPolicy = { ...POLICY, stormShare: 0.3 };

const ALARM_ARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:';

/** An alarm's change to ALARM, as EventBridge delivers it. Times are ISO 8601 with milliseconds. */
export function alarmEvent({
  alarmName = 'orders-faults',
  at = '2026-03-14T09:29:58.000Z',
  newestDatapointAt = '2026-03-14T09:29:40.000Z',
} = {}) {
  return {
    version: '0',
    id: '5b2f6a0e-6c1b-4b8b-9c50-1f0d5a1f0001',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: at.replace(/\.\d+Z$/, 'Z'),
    region: 'eu-west-1',
    resources: [`${ALARM_ARN}${alarmName}`],
    detail: {
      alarmName,
      state: {
        value: 'ALARM',
        reason: 'Threshold Crossed: 2 out of the last 3 datapoints were greater than the threshold (0.1).',
        reasonData: JSON.stringify({
          version: '1.0',
          period: 10,
          threshold: 0.1,
          evaluatedDatapoints: [
            { timestamp: newestDatapointAt.replace('Z', '+0000'), sampleCount: 10, value: 1 },
            { timestamp: '2026-03-14T09:00:00.000+0000' },
          ],
        }),
        timestamp: at.replace('Z', '+0000'),
      },
      previousState: { value: 'OK' },
      configuration: { metrics: [] },
    },
  };
}
