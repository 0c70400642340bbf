import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { isObject, parseObject } from '../../support/json';
import type { Json } from '../expression/json';
import { StateFailure } from '../run/failure';
import { answerHeaders } from './answer-headers';
import { optimisedErrors } from './error-styles';
import { asFailure, type Caller, callAs, type Integration, sdkMetadata, unusable } from './integration';
import { hasException, modelOf } from './models';

const FIELDS = ['FunctionName', 'Payload', 'Qualifier', 'InvocationType', 'ClientContext', 'LogType'];

/** `arn:aws:states:::lambda:invoke`: the answer has the payload, parsed, beside status and version. */
export const lambdaInvoke: Integration = {
  style: 'service',
  resourceType: 'lambda',
  resource: 'invoke',
  pattern: 'requestResponse',
  verify: async () => {},
  async call(argument, caller) {
    if (!isObject(argument)) throw unusable(argument, 'The value must be an object', caller);
    const unknown = Object.keys(argument).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined)
      throw unusable(argument, `The field "${unknown}" is not supported by Step Functions`, caller);
    if (typeof argument.FunctionName !== 'string') {
      throw unusable(argument, 'The field "FunctionName" is required but was missing', caller);
    }
    const { Payload, ...rest } = argument;
    const answer = await invoke(
      { ...(rest as unknown as InvocationRequest), ...payloadOf(Payload as Json | undefined) },
      caller,
    );
    const executedVersion = answer.ExecutedVersion;
    const requestId = caller.chance.uuid();
    const now = caller.platform.clock.now();
    const headers = answerHeaders(
      'lambda',
      { body: answer.Payload ?? '', requestId, now },
      {
        ...(executedVersion !== undefined && { 'X-Amz-Executed-Version': executedVersion }),
        ...(answer.LogResult !== undefined && { 'X-Amz-Log-Result': answer.LogResult }),
      },
    );
    return {
      ...(executedVersion !== undefined && { ExecutedVersion: executedVersion }),
      ...(answer.LogResult !== undefined && { LogResult: answer.LogResult }),
      Payload: parsed(text(answer)),
      ...sdkMetadata(requestId, headers, answer.StatusCode),
      StatusCode: answer.StatusCode ?? 200,
    };
  },
};

/** The ARN of a function, an alias or a version as resource: argument in, payload out. */
export function lambdaFunction(arn: string): Integration {
  return {
    style: 'function',
    resourceType: 'lambda',
    resource: arn,
    pattern: 'requestResponse',
    verify: async () => {},
    call: async (argument, caller) =>
      parsed(text(await invoke({ FunctionName: arn, Payload: bytes(argument) }, caller))),
  };
}

/** @throws StateFailure with the raw error type of the function, or `Lambda.<Exception>` of the service. */
async function invoke(input: InvocationRequest, caller: Caller): Promise<InvocationResponse> {
  let answer: InvocationResponse;
  try {
    answer = await callAs<InvocationResponse>(caller, 'lambda', 'Invoke', input);
  } catch (error) {
    const model = await modelOf('lambda');
    const style = optimisedErrors('Lambda', 'AWSLambda', 'Lambda.AWSLambdaException', (code) =>
      hasException(model, code),
    );
    throw asFailure(error, style, caller.chance);
  }
  if (answer.FunctionError === undefined) return answer;
  const payload = text(answer);
  const errorType = parseObject(payload)?.errorType;
  throw new StateFailure(typeof errorType === 'string' && errorType !== '' ? errorType : 'Lambda.Unknown', payload);
}

/** Recorded on AWS: text goes as it is, so that it has to be JSON itself; null is no payload. */
function payloadOf(payload: Json | undefined): { Payload?: Uint8Array } {
  if (payload === undefined || payload === null) return {};
  return { Payload: typeof payload === 'string' ? Buffer.from(payload) : bytes(payload) };
}

function bytes(payload: Json): Uint8Array {
  return Buffer.from(JSON.stringify(payload));
}

function text(answer: InvocationResponse): string {
  return Buffer.from(answer.Payload ?? []).toString('utf8');
}

/** An asynchronous invocation and a dry run answer with nothing. */
function parsed(payload: string): Json {
  return payload === '' ? {} : (JSON.parse(payload) as Json);
}
