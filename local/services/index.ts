import type { Platform, Service } from '../kernel/platform';
import { createApiGateway } from './apigatewayv2';
import { createCloudFormation, type MutateTemplate } from './cloudformation';
import { cdkMetadata } from './cloudformation/cdk-metadata';
import { createCloudWatch } from './cloudwatch';
import { createDynamoDb } from './dynamodb';
import { createEvents } from './events';
import { createIam } from './iam';
import { createLambda } from './lambda';
import type { SharedTime } from './lambda/shared-time';
import { createLogs } from './logs';
import { createSns } from './sns';
import { createSqs } from './sqs';
import { createSsm } from './ssm';
import { createStates } from './states';
import { createSts } from './sts';

/** All services of one cloud. */
export function createServices(platform: Platform, sharedTime: SharedTime, mutateTemplate?: MutateTemplate) {
  const apigateway = createApiGateway(platform);
  const cloudwatch = createCloudWatch(platform);
  const dynamodb = createDynamoDb(platform);
  const events = createEvents(platform);
  const iam = createIam(platform);
  const lambda = createLambda(platform, { sharedTime });
  const logs = createLogs(platform);
  const sns = createSns(platform);
  const sqs = createSqs(platform);
  const ssm = createSsm(platform);
  const states = createStates(platform);
  const sts = createSts(platform, iam.roles);
  const withResources = [apigateway, cloudwatch, dynamodb, events, iam, lambda, logs, sns, sqs, ssm, states];
  const resourceTypes = [cdkMetadata, ...withResources.flatMap(({ resources }) => [...resources])];
  const cloudformation = createCloudFormation(platform, resourceTypes, mutateTemplate);
  const all: Service[] = [
    apigateway,
    cloudformation,
    cloudwatch,
    dynamodb,
    events,
    iam,
    lambda,
    logs,
    sns,
    sqs,
    ssm,
    states,
    sts,
  ].map(({ service }) => service);
  return {
    all,
    resourceTypes,
    apigateway,
    cloudformation,
    cloudwatch,
    events,
    iam,
    lambda,
    logs,
    sns,
    close: () => lambda.close(),
  };
}

export type Services = ReturnType<typeof createServices>;
