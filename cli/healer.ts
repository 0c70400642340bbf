import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsTime } from './aws-time';
import { Refusal } from './refusal';
import { type HealerTable, healerTable } from './table';
import type { World } from './world';

/** The healer of one environment, as far as an operator reaches it. */
export interface Healer {
  readonly environment: string;
  readonly table: HealerTable;
  readonly lambda: LambdaClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
  readonly stepfunctions: SFNClient;
  /** Epoch milliseconds, by the clock of AWS. */
  now(): number;
}

/**
 * Finds the healer by its stack.
 * @throws Refusal when there is no such stack, or it is another one
 */
export async function findHealer(environment: string, world: World): Promise<Healer> {
  const cloudformation = world.client(CloudFormationClient);
  const now = awsTime(cloudformation);
  const stackName = `SelfHealing-${environment}-healer`;
  const outputs = await outputsOf(cloudformation, stackName);
  const tableName = outputs.get('TableName');
  if (tableName === undefined) throw new Refusal(`Stack ${stackName} has no output TableName; is it the healer's?`);
  return {
    environment,
    table: healerTable(world.client(DynamoDBClient), tableName),
    lambda: world.client(LambdaClient),
    cloudwatch: world.client(CloudWatchClient),
    ssm: world.client(SSMClient),
    stepfunctions: world.client(SFNClient),
    now,
  };
}

async function outputsOf(cloudformation: CloudFormationClient, stackName: string): Promise<Map<string, string>> {
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
    return new Map((Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('does not exist')) throw error;
    throw new Refusal(
      `There is no stack ${stackName} in this account and region. Check --env, your credentials and AWS_REGION; ` +
        'for the embedded AWS, AWS_ENDPOINT_URL.',
      { cause: error },
    );
  }
}
