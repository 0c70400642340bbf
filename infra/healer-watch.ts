import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { HEALER_METRICS } from '../functions/contract';
import type { Config } from './config';

export interface HealerWatchProps {
  readonly config: Config;
  readonly heal: StateMachine;
  readonly topic: ITopic;
  /** Starts the patrol; its alarm must not exist before it. */
  readonly patrolRule: Rule;
}

/**
 * Watches the healer itself: whatever fails there is told to a person, by a way that needs no healer. Unprotected targets
 * ring nothing. Every new target is one until it has had its traffic, and a quiet one for good: an alarm that stays in
 * ALARM for days would hide the next one. They are on the dashboard, and `heal status` names them.
 */
export function watchHealer(scope: Construct, props: HealerWatchProps): Alarm[] {
  letCloudWatchPublish(scope, props);
  tellOfDeadExecutions(scope, props);
  return [healFailedAlarm(scope, props), patrolStoppedAlarm(scope, props), patrolFailingAlarm(scope, props)];
}

/**
 * A topic without a policy admits every service of its own account; the rule below gives it a policy, and from then
 * on whatever is not named there is refused, the alarms included.
 */
function letCloudWatchPublish(scope: Construct, { config, topic }: HealerWatchProps): void {
  const stack = Stack.of(scope);
  const alarmArns = `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:${config.environment}-*`;
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisEnvironment',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarmArns } },
    }),
  );
}

/** No Catch sees States.Runtime, an abort or a time-out of the execution itself. */
function tellOfDeadExecutions(scope: Construct, { config, heal, topic }: HealerWatchProps): void {
  const rule = new Rule(scope, 'HealEnded', {
    description: 'A heal that ended without a verdict is told to a person',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [heal.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
  });
  const status = EventField.fromPath('$.detail.status');
  const execution = EventField.fromPath('$.detail.executionArn');
  const message = RuleTargetInput.fromText(
    `Self-healing (${config.environment}): a heal ended as ${status} without a verdict. ` +
      `The target may still be failing. Execution: ${execution}. Runbook: runbooks/healer-failed.md`,
  );
  // CDK's own target for topics would let every rule of every account publish.
  rule.addTarget({ bind: () => ({ arn: topic.topicArn, input: message }) });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TheRuleForEndedHeals',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
}

function healFailedAlarm(scope: Construct, { config, heal, topic }: HealerWatchProps): Alarm {
  const count = (metricName: string) => heal.metric(metricName, { statistic: 'Sum', period: Duration.minutes(1) });
  const alarm = new Alarm(scope, 'HealFailed', {
    alarmName: `${config.environment}-healer-failed`,
    alarmDescription:
      'A heal ended without a verdict (failed, timed out or aborted), so its incident may be unattended. ' +
      'Runbook: runbooks/healer-failed.md',
    metric: new MathExpression({
      label: 'heals without a verdict',
      expression: 'failed + timedOut + aborted',
      usingMetrics: {
        failed: count('ExecutionsFailed'),
        timedOut: count('ExecutionsTimedOut'),
        aborted: count('ExecutionsAborted'),
      },
      period: Duration.minutes(1),
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    // 1 of 1: every single one matters, and the count cannot shrink when late data arrives.
    evaluationPeriods: 1,
    // No heal, no data: that is the normal state.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}

function patrolStoppedAlarm(scope: Construct, { config, topic, patrolRule }: HealerWatchProps): Alarm {
  const alarm = new Alarm(scope, 'PatrolStopped', {
    alarmName: `${config.environment}-healer-patrol-stopped`,
    alarmDescription:
      'The patrol has not run to its end for three minutes: versions are not attested, and heals that were missed ' +
      'stay missed. Runbook: runbooks/patrol-stopped.md',
    metric: new Metric({
      namespace: HEALER_METRICS.namespace,
      metricName: HEALER_METRICS.heartbeat,
      dimensionsMap: { [HEALER_METRICS.dimensions.environment]: config.environment },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    // 3 of 3: one patrol may be late or lost; the next minute makes it good.
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    // Absence is what this alarm is for. It therefore rings once when it is made, before the first patrol, which
    // also shows that its notification arrives.
    treatMissingData: TreatMissingData.BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.node.addDependency(patrolRule);
  return alarm;
}

function patrolFailingAlarm(scope: Construct, { config, topic }: HealerWatchProps): Alarm {
  const alarm = new Alarm(scope, 'PatrolFailing', {
    alarmName: `${config.environment}-healer-patrol-failing`,
    alarmDescription:
      'The patrol runs, but fails for some targets: their versions are not attested, and missed heals stay missed. ' +
      'Runbook: runbooks/patrol-stopped.md',
    metric: new Metric({
      namespace: HEALER_METRICS.namespace,
      metricName: HEALER_METRICS.patrolFailures,
      dimensionsMap: { [HEALER_METRICS.dimensions.environment]: config.environment },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    // 3 of 5: one busy minute of AWS is made good by the next patrol.
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    // The metric is written only when something failed.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}
