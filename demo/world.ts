import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { RecordsOf } from '../cli/records';
import { Cloud } from '../local/cloud';
import type { VirtualClock } from '../local/kernel/virtual-clock';

/** A running embedded AWS in virtual time, with the clients an operator would use. */
export interface World {
  readonly cloud: Cloud;
  readonly clock: VirtualClock;
  readonly lambda: LambdaClient;
  readonly cloudwatch: CloudWatchClient;
  readonly stepfunctions: SFNClient;
  readonly dynamodb: DynamoDBClient;
}

/** Where a service's incidents and versions are on record. */
export function recordsOf(world: World, service: ProtectedService): RecordsOf {
  return { dynamodb: world.dynamodb, tableName: service.tableName, targetId: service.name };
}

/** One protected service, by the outputs of its stack and of the healer's. */
export interface ProtectedService {
  /** Also the target's id. */
  readonly name: string;
  readonly apiUrl: string;
  readonly functionName: string;
  readonly aliasName: string;
  readonly stateMachineArn: string;
  readonly tableName: string;
}

export async function createWorld(seed: number): Promise<World> {
  const cloud = await Cloud.start({ time: 'virtual', seed });
  return {
    cloud,
    clock: cloud.virtualClock(),
    lambda: cloud.client(LambdaClient),
    cloudwatch: cloud.client(CloudWatchClient),
    stepfunctions: cloud.client(SFNClient),
    dynamodb: cloud.client(DynamoDBClient),
  };
}

/** Deploys the healer, where it does not stand yet, and one service from an assembly. */
export async function deployService(
  world: World,
  assembly: string,
  environment: string,
  name: string,
): Promise<ProtectedService> {
  const healer = `SelfHealing-${environment}-healer`;
  const stack = `SelfHealing-${environment}-${name}`;
  await world.cloud.deploy(assembly, [healer, stack]);
  const output = (stackName: string, key: string): string => {
    const outputs = world.cloud.stack(stackName).outputs;
    const found = outputs.find((candidate) => candidate.key === key);
    if (found === undefined) throw new Error(`Stack ${stackName} has no output ${key}`);
    return found.value;
  };
  return {
    name,
    apiUrl: output(stack, 'ApiUrl'),
    functionName: output(stack, 'FunctionName'),
    aliasName: output(stack, 'AliasName'),
    stateMachineArn: output(healer, 'StateMachineArn'),
    tableName: output(healer, 'TableName'),
  };
}
