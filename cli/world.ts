import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';

export type AwsClient =
  | CloudFormationClient
  | CloudWatchClient
  | DynamoDBClient
  | LambdaClient
  | SFNClient
  | SSMClient
  | STSClient;

/** What is around the command: AWS, and a person at a terminal or a script. */
export interface World {
  client<Client extends AwsClient>(ClientClass: new (configuration: { readonly region?: string }) => Client): Client;
  /** Results. */
  print(text: string): void;
  /** What went wrong. */
  complain(text: string): void;
  /** Asks a yes-or-no question; undefined where there is nobody to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Characters that fit in a line. */
  readonly columns: number;
}
