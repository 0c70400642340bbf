import { Duration, Stack } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { type FaultMetric, type Policy, type ProbeSettings, policyParameterName } from '../functions/contract';
import { identifyAlarm } from './alarm-identity';
import type { HealerRef } from './healer-ref';
import { grantOnTarget } from './target-grants';
import { policyOf, refuseUnusable } from './target-policy';

/** How a Lambda alias is put under protection. */
export interface SelfHealingProps {
  readonly healer: HealerRef;
  /**
   * Names the target in incidents, in the ledger and in its policy's parameter; unique within an environment, and
   * never changed, since the ledger hangs on it. At most 64 letters, digits, `.`, `_` and `-`.
   */
  readonly targetId: string;
  /**
   * The alias that carries the traffic. Its versions must be retained (`currentVersionOptions: { removalPolicy:
   * RemovalPolicy.RETAIN }`): else the next deployment deletes what the healer would roll back to.
   */
  readonly alias: Alias;
  /**
   * The alarms that watch the alias; any alarm will do, yours or ours, at most 15. Give them explicit names: only
   * then can they wait until rule, queue and grants exist. They must watch the alias and not the whole function,
   * whose metrics also count direct calls of other versions.
   */
  readonly signals: readonly AlarmBase[];
  /**
   * How the healer sees that the target is well: by its public URL, or for private and non-HTTP targets by invoking
   * the alias with a payload that has no side effect. An HTTP answer must carry `x-version`.
   */
  readonly probe: ProbeSettings;
  /**
   * Where the target itself counts its faults: a metric with one datum for each request of the alias, 1 for a fault.
   * A returned 500 is no error to Lambda, so without it a version that answers nothing but 500 to too few requests
   * for an alarm would look sound to the ledger.
   * @default none: only Lambda's own errors count against a version
   */
  readonly faultMetric?: FaultMetric;
  /**
   * Environment variables that inject faults, each with the value that means "no fault".
   * @default none: the healer only rolls back
   */
  readonly faultVariables?: Policy['faultVariables'];
  /**
   * `armed` acts; `paused` records the alarm and stands down.
   * @default 'armed'
   */
  readonly mode?: Policy['mode'];
  /**
   * What a version must serve before the ledger calls it Healthy: requests, and seconds at full weight.
   * @default 30 requests and 180 s: a version that fails one request in ten serves 30 without a fault in 4 cases of 100
   */
  readonly attest?: Policy['attest'];
  /**
   * What proves a recovery. Probes are sent until they tell a sound service from a broken one (a sequential test, see
   * functions/remediate/core/sprt.ts); settings that are left out keep their defaults.
   * - `healthyRatio` 0.01: one failure in a hundred is a passing mishap.
   * - `brokenRatio` 0.2: the narrower the gap to `healthyRatio`, the more probes it takes. 0.2 asks for 22 good answers,
   *   about three seconds; 0.1 for 49. A version that fails 30 % of its requests passes in 4 of 10000 cases.
   * - `falseHealed` 0.01: a version at `brokenRatio` passes in 1 of 100 cases at most.
   * - `falseAlarm` 0.01: it costs one attempt of the budget, not an outage.
   * - `latencyMs`, none: how slow is too slow is the target's own matter; at most 5000. The probes see network and gateway
   *   too. A cold start is known by the header `x-cold-start: 1`, or for `invoke` by Lambda's own report.
   * - `windowSeconds` 120: no verdict by then, or by 200 probes, is Inconclusive. A service with answers of two seconds still
   *   makes it; one that says nothing for longer is a person's matter.
   */
  readonly prove?: Partial<Policy['prove']>;
  /**
   * Remedies tried within an incident, and the seconds of rest after one.
   * @default 2 attempts, then a person is called; 300 s, longer than the 60 s alarms need to fall silent
   */
  readonly budget?: Policy['budget'];
  /** Where a person reads on when the healer escalates: an http or https URL. */
  readonly runbookUrl: string;
}

/**
 * Puts a Lambda alias under protection: registers its policy, starts a heal when one of its alarms goes to ALARM,
 * and lets the healer act on this function and no other. Everything it makes is in the target's own stack, so that
 * the healer's stack knows no target.
 */
export class SelfHealing extends Construct {
  /** The target's policy as registered. */
  readonly policy: Policy;
  /** Keeps the alarms that could not start a heal. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: SelfHealingProps) {
    super(scope, id);
    const { healer, alias, signals } = props;
    const identities = signals.map(identifyAlarm);
    const alarmArns = identities.map((identity) => identity.arn);

    this.policy = policyOf(props, identities);
    refuseUnusable(this.policy);
    new StringParameter(this, 'Policy', {
      parameterName: policyParameterName(healer.environment, props.targetId),
      description: `How ${props.targetId} is protected; read by the healer at every step`,
      stringValue: Stack.of(this).toJsonString(this.policy),
    });

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      // The longest that SQS keeps a message: time enough to look at it after a long weekend.
      retentionPeriod: Duration.days(14),
    });
    this.startHealOn(alarmArns, props);
    grantOnTarget(this, {
      healer,
      targetId: props.targetId,
      alias,
      signals: identities,
      invokes: props.probe.kind === 'invoke',
    });
    this.watchDeadLetters(props);

    // No alarm may ring before it is wired: its one event would find no rule, and the patrol would be minutes later.
    signals.forEach((signal, index) => {
      const ours = Stack.of(signal) === Stack.of(this);
      if (ours && identities[index]?.named) signal.node.addDependency(this);
    });
  }

  private startHealOn(alarmArns: string[], { healer, targetId }: SelfHealingProps): void {
    const rule = new Rule(this, 'OnAlarm', {
      description: `An alarm of ${targetId} starts a heal`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: alarmArns,
        detail: {
          // A composite alarm tells of its state also while its actions are suppressed.
          state: { value: ['ALARM'], actionsSuppressedBy: Match.doesNotExist() },
        },
      },
    });
    rule.addTarget(
      new SfnStateMachine(healer.stateMachine, {
        // A role of the target's own: the default one would be made in the healer's stack.
        role: new Role(this, 'StartHealRole', { assumedBy: new ServicePrincipal('events.amazonaws.com') }),
        input: RuleTargetInput.fromObject({ targetId, event: EventField.fromPath('$') }),
        deadLetterQueue: this.deadLetterQueue,
        // EventBridge's default of 24 hours and 185 attempts would act on yesterday's alarm. What is lost after ten
        // minutes is in the queue, and the patrol looks at the alarms themselves.
        maxEventAge: Duration.minutes(10),
        retryAttempts: 8,
      }),
    );
  }

  private watchDeadLetters({ healer, targetId }: SelfHealingProps): void {
    const alarm = new Alarm(this, 'DeadLetters', {
      alarmName: `${healer.environment}-${targetId}-dead-letter-queue`,
      alarmDescription:
        `An alarm of ${targetId} could not start a heal, so nobody has looked at it. ` +
        'Runbook: runbooks/dead-letter-queue.md',
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      // 1 of 1: a message stays until somebody takes it, there is no noise to wait out.
      evaluationPeriods: 1,
      // SQS reports nothing for a queue that has been idle for hours, which is as it should be.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(healer.topic));
  }
}
