import type { ServiceName } from '../../kernel/platform';
import { apigatewayv2 } from './apigatewayv2';
import { cloudformation } from './cloudformation';
import { cloudwatch } from './cloudwatch';
import { dynamodb } from './dynamodb';
import { events } from './events';
import { iam } from './iam';
import { lambda } from './lambda';
import { logs } from './logs';
import type { Home, Need, Needs } from './need';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { states } from './states';
import { sts } from './sts';

const SERVICES: Readonly<Record<ServiceName, Needs>> = {
  apigatewayv2,
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
};

/** What an operation needs; undefined where nobody has entered it, so that nobody may call it. */
export function needsOf(
  service: ServiceName,
  operation: string,
  input: object,
  home: Home,
): readonly Need[] | undefined {
  const needs = SERVICES[service];
  return Object.hasOwn(needs, operation) ? needs[operation]?.(input as never, home) : undefined;
}
