import { Aspects, Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { policyParameterName } from '../functions/contract';
import type { Policy } from '../functions/policy';
import { identifyAlarm } from './alarm-identity';
import type { SelfHealingProps } from './self-healing-props';
import { policyOf, refuseUnusable, tooLong } from './target-policy';
import { makeTargetRoles } from './target-roles';

export type { SelfHealingProps };

/**
 * Puts a Lambda alias under protection: registers its policy, starts a heal when one of its alarms goes to ALARM,
 * and lets the healer act on this function and no other. Everything it makes is in the target's own stack, so that
 * the healer's stack knows no target.
 */
export class SelfHealing extends Construct {
  /** Keeps the alarms that could not start a heal. */
  readonly deadLetterQueue: Queue;

  readonly #policy: () => Policy;

  constructor(scope: Construct, id: string, props: SelfHealingProps) {
    super(scope, id);
    const { healer, alias, signals } = props;
    const identities = signals.map(identifyAlarm);
    const alarmArns = identities.map((identity) => identity.arn);

    const roles = makeTargetRoles(this, { healer, alias, signals: identities, policy: policyOf(props, identities) });
    this.#policy = () => ({ ...policyOf(props, identities), roles });
    refuseUnusable(this.policy);
    this.node.addValidation({ validate: () => [tooLong(this.policy)].filter((problem) => problem !== undefined) });
    new StringParameter(this, 'Policy', {
      parameterName: policyParameterName(healer.environment, props.targetId),
      description: `How ${props.targetId} is protected; read by the healer at every step`,
      // At the end of the synthesis: a deployment group of CodeDeploy may be put on the alias until then.
      stringValue: Lazy.string({ produce: () => Stack.of(this).toJsonString(this.policy) }),
    });

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      enforceSSL: true,
      encryption: QueueEncryption.SQS_MANAGED,
      // The longest that SQS keeps a message: time enough to look at it after a long weekend.
      retentionPeriod: Duration.days(14),
    });
    this.startHealOn(alarmArns, props);
    this.watchDeadLetters(props);
    const named = signals.filter((signal, index) => Stack.of(signal) === Stack.of(this) && identities[index]?.named);
    Aspects.of(this).add({ visit: (node) => node === this && this.wireBefore(named) });
  }

  /** The target's policy as it is registered. */
  get policy(): Policy {
    return this.#policy();
  }

  /**
   * No alarm may ring before it is wired: its one event would find no rule, and the patrol would be minutes later. Not so
   * where CodeDeploy shifts the alias: its group may watch the same alarms, and the policy names the group, so that all
   * three would wait for each other. There the healer only calls a person.
   */
  private wireBefore(signals: readonly AlarmBase[]): void {
    if (this.policy.codeDeploy !== null) return;
    for (const signal of signals) signal.node.addDependency(this);
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
        // The healer's, for all targets: an account has only so many roles.
        role: healer.startRole,
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
