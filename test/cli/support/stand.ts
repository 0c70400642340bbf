import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { World } from '../../../cli/world';
import { policyParameterName } from '../../../functions/contract';
import type { Policy } from '../../../functions/policy';
import { dynamoTable } from '../../../functions/remediate/adapters/table';
import type { Table } from '../../../functions/remediate/ports';
import { POLICY } from '../../functions/remediate/support/policy';
import { Stage } from '../../local/cloudformation/support/stage';
import { type Run, runHeal } from '../../support/operator';

const HEALER = 'SelfHealing-dev-healer';
const FUNCTION = 'api-function';
const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** Waits for an answer as the healer does, and keeps the token in the table. */
const ASKS = {
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      Arguments: {
        TableName: '${Table}',
        Key: { pk: { S: 'TARGET#api' }, sk: { S: 'INCIDENT#20260101T000000000Z-a' } },
        UpdateExpression: 'SET question.taskToken = :token',
        ExpressionAttributeValues: { ':token': { S: '{% $states.context.Task.Token %}' } },
      },
      TimeoutSeconds: 600,
      End: true,
    },
  },
};

/** The healer's stack without its functions, and two targets, for the operator to be tried on: one cloud for many tests. */
export class Stand {
  readonly table: Table;

  private constructor(
    private readonly stage: Stage,
    private readonly tableName: string,
  ) {
    this.table = dynamoTable(tableName, stage.cloud.client(DynamoDBClient));
  }

  static async open(): Promise<Stand> {
    const stage = await Stage.open();
    const code = stage.codeOf('exports.handler = async () => "ok"');
    await stage.deployAll({
      [HEALER]: {
        Resources: {
          Role: role('states.amazonaws.com', 'dynamodb:UpdateItem'),
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              BillingMode: 'PAY_PER_REQUEST',
              KeySchema: [
                { AttributeName: 'pk', KeyType: 'HASH' },
                { AttributeName: 'sk', KeyType: 'RANGE' },
              ],
              AttributeDefinitions: [
                { AttributeName: 'pk', AttributeType: 'S' },
                { AttributeName: 'sk', AttributeType: 'S' },
              ],
            },
          },
          Heal: {
            Type: 'AWS::StepFunctions::StateMachine',
            Properties: {
              RoleArn: ROLE,
              DefinitionString: JSON.stringify(ASKS),
              DefinitionSubstitutions: { Table: { Ref: 'Table' } },
            },
          },
        },
        Outputs: { TableName: { Value: { Ref: 'Table' } }, StateMachineArn: { Value: { Ref: 'Heal' } } },
      },
      service: {
        Resources: {
          Role: role('lambda.amazonaws.com', 'logs:PutLogEvents'),
          Function: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              FunctionName: FUNCTION,
              Code: code,
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Role: ROLE,
              Environment: { Variables: { FAILURE_RATE: '0' } },
            },
          },
          Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
          Alias: {
            Type: 'AWS::Lambda::Alias',
            Properties: {
              FunctionName: { Ref: 'Function' },
              FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
              Name: 'live',
            },
          },
        },
      },
    });
    const outputs = stage.cloud.stack(HEALER).outputs;
    const stand = new Stand(stage, outputs.find(({ key }) => key === 'TableName')?.value ?? '');
    await stand.drive(async () => {
      await stand.alarm('api-faults');
      for (const targetId of ['api', 'orders']) await stand.register({ ...POLICY, targetId });
      // Versions 2 and 3: one more that is sound, and one with a fault.
      await stand.publish({ FAILURE_RATE: '0', COLOUR: 'blue' });
      await stand.publish({ FAILURE_RATE: '1' });
    });
    return stand;
  }

  /** Runs the command `heal`. */
  run(words: readonly string[], more: Partial<World> = {}): Promise<Run> {
    return this.drive(() => runHeal(this.stage.cloud, words, more));
  }

  /** ... over a line that carries a move of the alias, and gives this instead of the answer. */
  runLosingAnswers(words: readonly string[], error: Error): Promise<Run> {
    const { cloud } = this.stage;
    const client: World['client'] = (ClientClass) => {
      const made: InstanceType<typeof ClientClass> = cloud.client(ClientClass as never);
      if (made instanceof LambdaClient) {
        made.middlewareStack.add(
          (next, { commandName }) =>
            async (args) => {
              const answer = await next(args);
              if (commandName === 'UpdateAliasCommand') throw error;
              return answer;
            },
          { step: 'initialize', name: 'loseAnswers' },
        );
      }
      return made;
    };
    return this.run(words, { client });
  }

  /** ... and gives the data of `--json`. */
  async json(...words: string[]) {
    const { exitCode, printed, complained } = await this.run([...words, '--json']);
    if (exitCode !== 0) throw new Error(complained);
    return JSON.parse(printed);
  }

  /** Forgets all records, and points the alias at version 1 alone. */
  async reset(): Promise<void> {
    const dynamodb = this.stage.cloud.client(DynamoDBClient);
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: this.tableName }));
    const deletes = Items.map(({ pk = { S: '' }, sk = { S: '' } }) => ({ DeleteRequest: { Key: { pk, sk } } }));
    if (deletes.length > 0) {
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [this.tableName]: deletes } }));
    }
    await this.point('1');
  }

  async point(version: string, weights: Readonly<Record<string, number>> = {}): Promise<void> {
    await this.stage.cloud.client(LambdaClient).send(
      new UpdateAliasCommand({
        FunctionName: FUNCTION,
        Name: 'live',
        FunctionVersion: version,
        RoutingConfig: { AdditionalVersionWeights: weights },
      }),
    );
  }

  async alias(): Promise<{ readonly version: string | undefined; readonly weights: object }> {
    const found = await this.stage.cloud
      .client(LambdaClient)
      .send(new GetAliasCommand({ FunctionName: FUNCTION, Name: 'live' }));
    return { version: found.FunctionVersion, weights: found.RoutingConfig?.AdditionalVersionWeights ?? {} };
  }

  async register(policy: Policy): Promise<void> {
    const registered: Policy = { ...policy, functionName: FUNCTION, signals: [`${policy.targetId}-faults`] };
    await this.put(policy.targetId, JSON.stringify(registered));
  }

  async put(targetId: string, Value: string): Promise<void> {
    const Name = policyParameterName('dev', targetId);
    await this.stage.cloud
      .client(SSMClient)
      .send(new PutParameterCommand({ Name, Type: 'String', Overwrite: true, Value }));
  }

  async ring(StateValue: 'ALARM' | 'OK'): Promise<void> {
    await this.stage.cloud
      .client(CloudWatchClient)
      .send(new SetAlarmStateCommand({ AlarmName: 'api-faults', StateValue, StateReason: 'a test says so' }));
  }

  /** Starts what asks for approval; its token is on the incident then. */
  async ask(): Promise<string> {
    const stateMachineArn = this.stage.cloud.stack(HEALER).outputs.find(({ key }) => key === 'StateMachineArn')?.value;
    const { executionArn = '' } = await this.stage.cloud
      .client(SFNClient)
      .send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    await this.pass(1);
    return executionArn;
  }

  async execution(executionArn: string): Promise<{ readonly status: string | undefined; readonly output: unknown }> {
    const { status, output } = await this.stage.cloud
      .client(SFNClient)
      .send(new DescribeExecutionCommand({ executionArn }));
    return { status, output: JSON.parse(output ?? 'null') };
  }

  get now(): number {
    return this.stage.cloud.clock.now();
  }

  pass(seconds: number): Promise<void> {
    return this.stage.cloud.virtualClock().advanceTo(this.now + seconds * 1000);
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  private async alarm(AlarmName: string): Promise<void> {
    await this.stage.cloud.client(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'test',
        MetricName: 'faults',
        Statistic: 'Sum',
        Period: 3600,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      }),
    );
  }

  private async publish(Variables: Record<string, string>): Promise<void> {
    const lambda = this.stage.cloud.client(LambdaClient);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Environment: { Variables } }));
    await this.stage.cloud.clock.sleep(10_000);
    await lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION }));
  }

  private drive<T>(work: () => Promise<T>): Promise<T> {
    return this.stage.cloud.virtualClock().drive('operator', work);
  }
}

const role = (Service: string, Action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
    },
    Policies: [
      {
        PolicyName: 'test',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
      },
    ],
  },
});
