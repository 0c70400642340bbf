import { NotEmulatedError } from '../../../kernel/errors';
import type { ServiceName } from '../../../kernel/platform';
import { checkRequired } from '../../../protocol/check-shape';
import type { ServiceSchemas } from '../../../protocol/schemas';
import { isObject } from '../../support/json';
import { type Json, toJson } from '../expression/json';
import { StateFailure } from '../run/failure';
import { answerHeaders } from './answer-headers';
import { optimisedErrors, sdkErrors } from './error-styles';
import {
  asFailure,
  type Caller,
  callAs,
  type ErrorStyle,
  type Integration,
  sdkMetadata,
  unusable,
} from './integration';
import { hasException, modelOf } from './models';
import { fromOutput, toInput, UnknownField } from './shapes';
import { wireBody } from './wire-body';

/** `aws-sdk:<key>`: our service behind it, and the prefix of its error names. */
export const SDK_SERVICES: Readonly<Record<string, { readonly service: ServiceName; readonly prefix: string }>> = {
  cloudformation: { service: 'cloudformation', prefix: 'CloudFormation' },
  cloudwatch: { service: 'cloudwatch', prefix: 'CloudWatch' },
  cloudwatchlogs: { service: 'logs', prefix: 'CloudWatchLogs' },
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb' },
  eventbridge: { service: 'events', prefix: 'EventBridge' },
  lambda: { service: 'lambda', prefix: 'Lambda' },
  sfn: { service: 'states', prefix: 'Sfn' },
  sns: { service: 'sns', prefix: 'Sns' },
  sqs: { service: 'sqs', prefix: 'Sqs' },
  ssm: { service: 'ssm', prefix: 'Ssm' },
  sts: { service: 'sts', prefix: 'Sts' },
};

interface Optimised {
  readonly prefix: string;
  /** Name in version 1 of the SDK for Java, as causes show it. */
  readonly java: string;
  readonly unmodelled: string;
  readonly actions: readonly string[];
}

export const OPTIMISED: Readonly<Partial<Record<ServiceName, Optimised>>> = {
  dynamodb: {
    prefix: 'DynamoDB',
    java: 'AmazonDynamoDBv2',
    unmodelled: 'DynamoDB.AmazonDynamoDBException',
    actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  },
  events: {
    prefix: 'EventBridge',
    java: 'AmazonEventBridge',
    unmodelled: 'EventBridge.AmazonEventBridgeException',
    actions: ['putEvents'],
  },
  sns: { prefix: 'SNS', java: 'AmazonSNS', unmodelled: 'SNS.AmazonSNSException', actions: ['publish'] },
  sqs: { prefix: 'SQS', java: 'AmazonSQS', unmodelled: 'SQS.AmazonSQSException', actions: ['sendMessage'] },
  states: {
    prefix: 'StepFunctions',
    java: 'AWSStepFunctions',
    unmodelled: 'StepFunctions.AWSStepFunctionsException',
    actions: ['startExecution'],
  },
};

/** `arn:aws:states:::aws-sdk:<key>:<action>`: any operation of the service. Undefined for services that are not here. */
export function sdkIntegration(key: string, action: string): Integration | undefined {
  const known = SDK_SERVICES[key];
  if (known === undefined) return undefined;
  const errors = (model: ServiceSchemas): ErrorStyle => sdkErrors(known.prefix, (code) => hasException(model, code));
  return serviceCall(`aws-sdk:${key}`, known.service, action, errors, (output) => output);
}

/** True for services of which we know every optimised action. */
export function isOptimised(service: string): boolean {
  return Object.hasOwn(OPTIMISED, service);
}

/** `arn:aws:states:::<service>:<action>`. Undefined for what is not here. */
export function optimisedIntegration(service: string, action: string): Integration | undefined {
  const known = OPTIMISED[service as ServiceName];
  if (known === undefined || !known.actions.includes(action)) return undefined;
  const errors = (model: ServiceSchemas): ErrorStyle =>
    optimisedErrors(known.prefix, known.java, known.unmodelled, (code) => hasException(model, code));
  const name = service as ServiceName;
  return serviceCall(service, name, action, errors, (output, raw, { platform, chance }) => {
    // Recorded on AWS: putEvents shows no metadata.
    if (name === 'events') return failOnFailedEntry(output);
    const requestId = chance.uuid();
    const body = wireBody(name, raw, requestId);
    const headers = answerHeaders(name, { body, requestId, now: platform.clock.now() });
    return { ...output, ...sdkMetadata(requestId, headers) };
  });
}

type JsonObject = Readonly<Record<string, Json>>;

function serviceCall(
  resourceType: string,
  service: ServiceName,
  action: string,
  errors: (model: ServiceSchemas) => ErrorStyle,
  /** @param raw the answer as the service gave it. */
  finish: (output: JsonObject, raw: object, caller: Caller) => JsonObject,
): Integration {
  const name = action.charAt(0).toUpperCase() + action.slice(1);
  return {
    style: 'service',
    resourceType,
    resource: action,
    pattern: 'requestResponse',
    async verify() {
      if (!(await modelOf(service)).operations.has(name)) {
        throw new NotEmulatedError(`the integration ${resourceType}:${action}: the service has no operation ${name}`);
      }
    },
    async call(argument, caller) {
      if (!isObject(argument)) throw unusable(argument, 'The value must be an object', caller);
      if (resourceType === 'sqs') checkQueueUrl(argument.QueueUrl);
      const model = await modelOf(service);
      const operation = model.operations.get(name);
      if (operation === undefined) throw new Error(`${service} has no operation ${name}`);
      // A verbatim service takes and gives the wire's own JSON, which is what Step Functions shows of it.
      const verbatim = model.service.verbatim === true;
      try {
        const given = resourceType === 'events' ? withOrigin(argument as JsonObject, caller) : argument;
        const input = verbatim ? given : (toInput(operation.input, given as Json) as object);
        if (model.service.protocol === 'json' && service !== 'sqs')
          checkRequired(operation.input, input as Record<string, unknown>);
        const output = (await callAs<object | undefined>(caller, service, name, input)) ?? {};
        const shown = (verbatim ? toJson(output) : fromOutput(operation.output, output)) as JsonObject;
        return finish(shown, output, caller);
      } catch (error) {
        if (error instanceof UnknownField) throw unusable(argument, error.message, caller);
        throw asFailure(error, errors(model), caller.chance);
      }
    },
  };
}

/** Recorded on AWS: what names no queue of an account is taken for the name of a host, which is not found. */
function checkQueueUrl(url: unknown): void {
  if (typeof url !== 'string' || /^https?:\/\/[^/]+\/.+\/.+/.test(url)) return;
  const host = url.replace(/^https?:\/\//, '').split('/')[0];
  throw new StateFailure(
    'SQS.SdkClientException',
    `Unable to execute HTTP request: ${host}: Name or service not known`,
  );
}

/** Recorded on AWS: the events that a task puts name its machine and its execution, after the resources of their own. */
function withOrigin(argument: JsonObject, { machineArn, executionArn }: Caller): JsonObject {
  if (!Array.isArray(argument.Entries)) return argument;
  const Entries = argument.Entries.map((entry: Json) => {
    if (!isObject(entry)) return entry;
    const own = Array.isArray(entry.Resources) ? entry.Resources : [];
    return { ...entry, Resources: [...own, machineArn, executionArn] } as Json;
  });
  return { ...argument, Entries };
}

function failOnFailedEntry(output: JsonObject): JsonObject {
  if (typeof output.FailedEntryCount === 'number' && output.FailedEntryCount > 0) {
    throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(output));
  }
  return output;
}
