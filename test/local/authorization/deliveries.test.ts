import { CloudWatchClient, DescribeAlarmHistoryCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Resources, Stage } from '../cloudformation/support/stage';
import { lets, pass, queueWith, received } from './queues';
import { allow, arnOf, role } from './roles';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
});
afterEach(() => stage.close());

describe('a topic', () => {
  const subscribed = (statements: readonly object[]): Resources => ({
    Topic: { Type: 'AWS::SNS::Topic' },
    ...queueWith(statements),
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf('Queue') },
    },
  });
  const publish = async () => {
    await stage.cloud.client(SNSClient).send(new PublishCommand({ TopicArn: stage.ref('Topic'), Message: 'hello' }));
    await pass(stage, 1);
  };

  test('reaches a queue that lets it', async () => {
    await stage.deploy(subscribed([lets('sns.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), { Ref: 'Topic' })]));
    await publish();
    expect(await received(stage)).toHaveLength(1);
  });

  test('does not reach a queue that lets another topic', async () => {
    await stage.deploy(
      subscribed([
        lets('sns.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), 'arn:aws:sns:us-east-1:000000000000:other'),
      ]),
    );
    await publish();
    expect(await received(stage)).toHaveLength(0);
  });
});

describe('an alarm', () => {
  const alarm: Resources = {
    Topic: { Type: 'AWS::SNS::Topic' },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'bad',
        AlarmActions: [{ Ref: 'Topic' }],
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'm',
        Namespace: 'N',
        Period: 60,
        Statistic: 'Sum',
        Threshold: 0,
      },
    },
  };
  const topicPolicy = (service: string): Resources => ({
    Policy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: { Statement: [lets(service, 'sns:Publish', { Ref: 'Topic' })] },
      },
    },
  });
  const ring = async () => {
    const cloudwatch = stage.cloud.client(CloudWatchClient);
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'm', Value: 1 }] }));
    await pass(stage, 120);
    const { AlarmHistoryItems = [] } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'bad', HistoryItemType: 'Action' }),
    );
    return AlarmHistoryItems.map(({ HistorySummary, HistoryData }) => `${HistorySummary} ${HistoryData}`).join();
  };

  test.each<[string, Resources]>([
    ['publishes to a topic that nobody has given a policy', {}],
    ['publishes to a topic that lets CloudWatch', topicPolicy('cloudwatch.amazonaws.com')],
  ])('%s', async (_name, more) => {
    await stage.deploy({ ...alarm, ...more });
    expect(await ring()).toContain('Successfully executed action');
    expect(stage.cloud.services.sns.published()).toHaveLength(1);
  });

  test('has in its history that a topic does not let CloudWatch', async () => {
    await stage.deploy({ ...alarm, ...topicPolicy('events.amazonaws.com') });
    expect(await ring()).toContain(
      'Resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:bad is not authorized to perform: SNS:Publish on resource: ' +
        `${stage.ref('Topic')} because no resource-based policy allows the SNS:Publish action`,
    );
    expect(stage.cloud.services.sns.published()).toHaveLength(0);
  });
});

describe('a rule', () => {
  const DEFINITION = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  });
  const starting = (roleOfRule: object): Resources => ({
    MachineRole: role('states.amazonaws.com'),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: DEFINITION, RoleArn: arnOf('MachineRole') },
    },
    StartRole: roleOfRule as Resources[string],
    Queue: { Type: 'AWS::SQS::Queue' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['test'] },
        Targets: [
          { Id: 't', Arn: { Ref: 'Machine' }, RoleArn: arnOf('StartRole'), DeadLetterConfig: { Arn: arnOf('Queue') } },
        ],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: { Statement: [lets('events.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), arnOf('Rule'))] },
      },
    },
  });
  const emit = async () => {
    const Entries = [{ Source: 'test', DetailType: 'd', Detail: '{}' }];
    await stage.cloud.client(EventBridgeClient).send(new PutEventsCommand({ Entries }));
    await pass(stage, 5);
  };
  const executions = async () => {
    const sfn = stage.cloud.client(SFNClient);
    return (await sfn.send(new ListExecutionsCommand({ stateMachineArn: stage.ref('Machine') }))).executions ?? [];
  };

  test('starts a machine as the role of its target', async () => {
    await stage.deploy(starting(role('events.amazonaws.com', [allow('states:StartExecution', { Ref: 'Machine' })])));
    await emit();
    expect(await executions()).toHaveLength(1);
    expect(await received(stage)).toHaveLength(0);
  });

  test('sends to its dead-letter queue what the role may not start, at once', async () => {
    await stage.deploy(starting(role('events.amazonaws.com')));
    await emit();
    expect(await executions()).toHaveLength(0);
    const [message] = await received(stage);
    expect(message?.MessageAttributes?.RETRY_ATTEMPTS?.StringValue).toBe('0');
    expect(message?.MessageAttributes?.ERROR_MESSAGE?.StringValue).toContain('states:StartExecution on resource');
  });

  test('is not made with a role that does not trust EventBridge', async () => {
    const error = await stage.failure(starting(role('states.amazonaws.com')));
    expect(error.message).toMatch(/Provided role '.*' cannot be assumed by principal 'events.amazonaws.com'/);
  });

  test.each([
    ['reaches a queue that lets the rule', arnOf('Rule'), 1],
    ['does not reach a queue that lets another rule', 'arn:aws:events:us-east-1:000000000000:rule/other', 0],
  ])('%s', async (_name, source, count) => {
    await stage.deploy({
      ...queueWith([lets('events.amazonaws.com', 'sqs:SendMessage', arnOf('Queue'), source)]),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['test'] }, Targets: [{ Id: 't', Arn: arnOf('Queue') }] },
      },
    });
    await emit();
    expect(await received(stage)).toHaveLength(count);
  });
});
