import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { TABLE_KEYS } from '../functions/contract';
import type { Config } from './config';
import { makeHealerDashboard } from './healer-dashboard';
import { letSweepStartHeals, makeHealerFunctions } from './healer-functions';
import { ALL_ACTORS, type HealerRef } from './healer-ref';
import { watchHealer } from './healer-watch';
import { makeWorkflow } from './workflow';

export interface HealerStackProps extends StackProps {
  readonly config: Config;
}

/** The healer of one environment: state machines, functions, table, topic, and what watches the healer itself. */
export class HealerStack extends Stack {
  readonly healer: HealerRef;

  constructor(scope: Construct, id: string, { config, ...props }: HealerStackProps) {
    super(scope, id, { description: `Self-healing (${config.environment}): the healer`, ...props });
    const { environment, settings } = config;

    const table = new Table(this, 'Table', {
      partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
      removalPolicy: settings.removalPolicy,
    });

    const topic = new Topic(this, 'Topic', { displayName: `Self-healing (${environment})`, enforceSSL: true });
    if (config.notifyEmail) topic.addSubscription(new EmailSubscription(config.notifyEmail));

    const functions = makeHealerFunctions(this, { config, table, topic });
    const heal = makeWorkflow(this, 'Heal', {
      config,
      functions,
      definition: 'heal.asl.json',
      type: StateMachineType.STANDARD,
    });
    letSweepStartHeals(functions, heal);
    const patrol = makeWorkflow(this, 'Patrol', {
      config,
      functions,
      definition: 'patrol.asl.json',
      type: StateMachineType.EXPRESS,
    });

    const patrolRule = new Rule(this, 'PatrolSchedule', {
      description: 'The patrol makes the healer level-triggered: it finds what no event announced',
      schedule: Schedule.rate(Duration.minutes(1)),
    });
    patrolRule.addTarget(
      // A missed patrol is made good by the next one; a late one is of no use.
      new SfnStateMachine(patrol, { retryAttempts: 1, maxEventAge: Duration.minutes(1) }),
    );

    const alarms = watchHealer(this, { config, heal, topic, patrolRule });
    makeHealerDashboard(this, { config, heal, alarms });

    this.healer = {
      environment,
      stateMachine: heal,
      startRole: this.makeStartRole(heal),
      topic,
      roles: Object.fromEntries(
        ALL_ACTORS.map((actor) => [actor, functions[actor].executionRole]),
      ) as HealerRef['roles'],
    };
    this.exportForTargets(this.healer);
    new CfnOutput(this, 'StateMachineArn', { value: heal.stateMachineArn });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn });
  }
  /** A rule names the role that EventBridge starts its target in. One is enough for the rules of all targets. */
  private makeStartRole(heal: StateMachine): IRole {
    const role = new Role(this, 'StartHealRole', {
      description: 'Starts heals for the alarms of all targets',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    heal.grantStartExecution(role);
    // A target that uses it must not change it: it would change the healer's stack.
    return role.withoutPolicyUpdates();
  }

  /**
   * All that a target can need, whether or not there is one that needs it now. CDK would export what some target of the
   * same synthesis refers to: the first one would change the healer, and the last one could not be taken away, since the
   * healer, which is deployed before it, may not drop an export that is still in use.
   */
  private exportForTargets({ stateMachine, startRole, topic, roles }: HealerRef): void {
    this.exportValue(stateMachine.stateMachineArn);
    this.exportValue(startRole.roleArn);
    this.exportValue(topic.topicArn);
    for (const actor of ALL_ACTORS) {
      this.exportValue(roles[actor].roleArn);
      // Of releases that had the targets' grants on these roles. It may go when no target of such a release is left.
      this.exportValue(roles[actor].roleName);
    }
  }
}
