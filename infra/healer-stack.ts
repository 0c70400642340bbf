import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { TABLE_KEYS } from '../functions/contract';
import type { Config } from './config';
import { makeHealerDashboard } from './healer-dashboard';
import { letSweepStartHeals, makeHealerFunctions } from './healer-functions';
import type { HealerRef } from './healer-ref';
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

    const topic = new Topic(this, 'Topic', { displayName: `Self-healing (${environment})` });
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
      topic,
      roles: {
        'open-incident': functions['open-incident'].executionRole,
        diagnose: functions.diagnose.executionRole,
        preflight: functions.preflight.executionRole,
        'reset-fault': functions['reset-fault'].executionRole,
        'publish-version': functions['publish-version'].executionRole,
        'move-alias': functions['move-alias'].executionRole,
        prove: functions.prove.executionRole,
        attest: functions.attest.executionRole,
        sweep: functions.sweep.executionRole,
        prune: functions.prune.executionRole,
        exercise: functions.exercise.executionRole,
      },
    };
    new CfnOutput(this, 'StateMachineArn', { value: heal.stateMachineArn });
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn });
  }
}
