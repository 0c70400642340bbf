import type { Duration } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Runtime, Tracing, type VersionOptions } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './environments';

export interface NodeFunctionProps {
  readonly description: string;
  /** From `bundle`: holds `index.js`, which exports `handler`. */
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly timeout: Duration;
  /** Megabytes; the share of a CPU grows with it. */
  readonly memorySize: number;
  /** @default Tracing.DISABLED */
  readonly tracing?: Tracing;
  readonly currentVersionOptions?: VersionOptions;
  /** @default none: it shares the account's concurrency with all others */
  readonly reservedConcurrentExecutions?: number;
}

/**
 * A Lambda function as all of ours are: newest Node LTS, arm64, a log group with retention, and a role that may
 * write to that log group and nothing else. (The managed policy AWSLambdaBasicExecutionRole, CDK's default, writes
 * to every log group of the account.)
 */
export class NodeFunction extends NodejsFunction {
  readonly executionRole: IRole;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const { environment, settings, ...rest } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      tracing: Tracing.DISABLED,
      ...rest,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup,
      environment: { ...environment },
    });
    this.executionRole = role;
  }
}
