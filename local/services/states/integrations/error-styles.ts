import type { ErrorStyle } from './integration';

/**
 * Names errors of the optimised integrations, which are built on version 1 of the SDK for Java.
 * @param prefix of the error's name, for example `DynamoDB`.
 * @param java the service's name in that SDK, for example `AmazonDynamoDBv2`.
 * @param unmodelled the error's name when the service's model does not have it.
 */
export function optimisedErrors(
  prefix: string,
  java: string,
  unmodelled: string,
  isModelled: (code: string) => boolean,
): ErrorStyle {
  return {
    name: (code) => (isModelled(code) ? `${prefix}.${withException(code)}` : unmodelled),
    cause: (error, requestId) =>
      `${error.message} (Service: ${java}; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`,
  };
}

/** Names errors of `aws-sdk:` integrations, which are built on version 2 of the SDK for Java. */
export function sdkErrors(prefix: string, isModelled: (code: string) => boolean): ErrorStyle {
  return {
    name: (code) => `${prefix}.${isModelled(code) ? withException(code) : `${prefix}Exception`}`,
    cause: (error, requestId) =>
      `${error.message} (Service: ${prefix}, Status Code: ${error.status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`,
  };
}

function withException(code: string): string {
  return code.endsWith('Exception') ? code : `${code}Exception`;
}
