import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Resources, Stage } from '../cloudformation/support/stage';
import { pass, received } from './queues';
import { allow, arnOf, role } from './roles';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
});
afterEach(() => stage.close());

describe('the token of a task', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { QueueUrl: '${Queue}', MessageBody: '{% $states.context.Task.Token %}' },
        End: true,
      },
    },
  };
  const answering = (resource: unknown) => role('lambda.amazonaws.com', [allow('states:SendTaskSuccess', resource)]);
  const waiting: Resources = {
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: role('states.amazonaws.com', [allow('sqs:SendMessage', arnOf('Queue'))]),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: { Queue: { Ref: 'Queue' } },
        RoleArn: arnOf('Role'),
      },
    },
    Answering: answering({ Ref: 'Machine' }),
    Elsewhere: answering('arn:aws:states:us-east-1:000000000000:stateMachine:other'),
  };
  const answer = (logicalId: string, taskToken: string | undefined) =>
    stage.cloud
      .client(SFNClient, `arn:aws:iam::000000000000:role/${stage.ref(logicalId)}`)
      .send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));

  test('is answered by those who may answer for its machine', async () => {
    await stage.deploy(waiting);
    await stage.cloud.client(SFNClient).send(new StartExecutionCommand({ stateMachineArn: stage.ref('Machine') }));
    await pass(stage, 5);
    const [{ Body: token } = {}] = await received(stage);
    await expect(answer('Elsewhere', token)).rejects.toThrow(
      `states:SendTaskSuccess on resource: ${stage.ref('Machine')} because no identity-based policy allows`,
    );
    await expect(answer('Answering', token)).resolves.toBeDefined();
  });

  test('of nobody is what it is to everybody', async () => {
    await stage.deploy(waiting);
    await expect(answer('Elsewhere', 'nonsense')).rejects.toThrow('Invalid Token');
  });
});

describe('a state machine', () => {
  const DEFINITION = {
    QueryLanguage: 'JSONata',
    StartAt: 'Send',
    States: {
      Send: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { QueueUrl: '${Queue}', MessageBody: 'hello' },
        End: true,
      },
    },
  };
  const machine = (roleOfMachine: object, more: object = {}): Resources => ({
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: roleOfMachine as Resources[string],
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/vendedlogs/states/m' } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: JSON.stringify(DEFINITION),
        DefinitionSubstitutions: { Queue: { Ref: 'Queue' } },
        RoleArn: arnOf('Role'),
        ...more,
      },
    },
  });
  const run = async () => {
    const sfn = stage.cloud.client(SFNClient);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: stage.ref('Machine') }));
    await pass(stage, 5);
    return sfn.send(new DescribeExecutionCommand({ executionArn }));
  };

  test('works as its role', async () => {
    await stage.deploy(machine(role('states.amazonaws.com', [allow('sqs:SendMessage', arnOf('Queue'))])));
    expect((await run()).status).toBe('SUCCEEDED');
    expect(await received(stage)).toHaveLength(1);
  });

  test('fails where its role may not', async () => {
    await stage.deploy(machine(role('states.amazonaws.com')));
    expect(await run()).toMatchObject({
      status: 'FAILED',
      error: 'SQS.AmazonSQSException',
      cause: expect.stringContaining(
        'no identity-based policy allows the sqs:sendmessage action (Service: AmazonSQS; Status Code: 403',
      ),
    });
  });

  test('is not made with a role that does not trust Step Functions', async () => {
    const error = await stage.failure(machine(role('events.amazonaws.com')));
    expect(error.message).toContain('Neither the global service principal states.amazonaws.com, nor the regional one');
  });

  test('that waits for executions of others must be allowed the rule that tells it of them', async () => {
    const nested = {
      QueryLanguage: 'JSONata',
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: {
            StartAt: 'Nest',
            States: {
              Nest: {
                Type: 'Task',
                Resource: 'arn:aws:states:::states:startExecution.sync:2',
                Arguments: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:other' },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    };
    const more = { DefinitionString: JSON.stringify(nested) };
    const error = await stage.failure(machine(role('states.amazonaws.com'), more));
    expect(error.message).toContain('is not authorized to create managed-rule.');
    const rule = 'arn:aws:events:us-east-1:000000000000:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';
    const actions = ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'];
    await stage.deploy(machine(role('states.amazonaws.com', [allow(actions, rule)]), more));
  });

  test('is not made logging with a role that may not deliver logs', async () => {
    const LoggingConfiguration = {
      Level: 'ALL',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('Group') } }],
    };
    const error = await stage.failure(machine(role('states.amazonaws.com'), { LoggingConfiguration }));
    expect(error.message).toContain('The state machine IAM Role is not authorized to access the Log Destination');
  });
});
