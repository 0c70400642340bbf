import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ProtectedService } from './support/protected-service';

describe('an incident is never lost', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  async function run(input: unknown): Promise<string | undefined> {
    const started = await service.stepfunctions.send(
      new StartExecutionCommand({ stateMachineArn: service.output('StateMachineArn'), input: JSON.stringify(input) }),
    );
    await service.pass(300);
    const { status } = await service.stepfunctions.send(
      new DescribeExecutionCommand({ executionArn: started.executionArn }),
    );
    return status;
  }

  it.each([
    ['an unknown target', { targetId: 'nobody', event: {} }, 'nobody'],
    ['a malformed event', { targetId: 'api', event: { detail: 'what?' } }, 'api'],
    ['an input without a target', { anything: 1 }, 'unknown'],
  ])('%s is handed to a person', async (_what, input, named) => {
    expect(await run(input)).toBe('SUCCEEDED');
    const [notification] = await service.allNotifications();
    expect(notification?.subject).toMatch(/escalated|person/i);
    expect(`${notification?.subject} ${notification?.text}`).toContain(named);
  });

  it('a missing table is handed to a person, too', async () => {
    service.traffic();
    await service.untilHealthy('1');
    await service.dynamodb.send(new DeleteTableCommand({ TableName: service.output('TableName') }));
    await service.release({ FAILURE_RATE: '1' });
    await service.pass(300);
    const notifications = await service.notifications();
    expect(notifications.length).toBeGreaterThan(0);
    expect(notifications[0]?.text).toMatch(/table|ResourceNotFound/i);
  });

  it('an event that could not start the state machine waits in the dead-letter queue', async () => {
    await service.stepfunctions.send(
      new DeleteStateMachineCommand({ stateMachineArn: service.output('StateMachineArn') }),
    );
    service.traffic();
    await service.release({ FAILURE_RATE: '1' });
    await service.pass(180);
    const sqs = service.cloud.client(SQSClient);
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const url = QueueUrls.find((candidate) => /DeadLetter/i.test(candidate)) ?? '';
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    expect(Messages.length).toBeGreaterThan(0);
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
      source: 'aws.cloudwatch',
      detail: { state: { value: 'ALARM' } },
    });
    expect(Messages[0]?.MessageAttributes?.TARGET_ARN?.StringValue).toBe(service.output('StateMachineArn'));
    expect(await service.alarmStates()).toMatchObject({ 'dev-api-dead-letter-queue': 'ALARM' });
  });
});
