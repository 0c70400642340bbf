import { ServiceError } from '../kernel/errors';
import type { ServiceName } from '../kernel/platform';

interface Known {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * How each service refuses a caller that asks too often. The SDK retries every one of them as throttling. Codes and
 * statuses are those of the service's model where it has one, else those of "Common errors" in its API reference.
 */
const THROTTLING: Readonly<Record<ServiceName, Known>> = {
  apigatewayv2: { code: 'TooManyRequestsException', status: 429, message: 'Too Many Requests' },
  cloudformation: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  cloudwatch: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  dynamodb: { code: 'ThrottlingException', status: 400, message: 'Rate of requests exceeds the allowed throughput.' },
  events: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  iam: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  lambda: {
    code: 'TooManyRequestsException',
    status: 429,
    message: 'Rate exceeded',
    fields: { Type: 'User', Reason: 'CallerRateLimitExceeded' },
  },
  logs: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  sns: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  sqs: {
    code: 'RequestThrottled',
    status: 403,
    message: 'The request was denied due to request throttling.',
  },
  ssm: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  states: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  sts: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
};

/** Reading and writing items is throttled by throughput, everything else by the rate of requests. */
const ITEMS = /^(Get|Put|Update|Delete)Item$|^Query$|^Scan$|^Batch|^Transact/;
const THROUGHPUT: Known = {
  code: 'ProvisionedThroughputExceededException',
  status: 400,
  message:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
};

export function throttlingError(service: ServiceName, operation: string): ServiceError {
  return made(service === 'dynamodb' && ITEMS.test(operation) ? THROUGHPUT : THROTTLING[service]);
}

const UNKNOWN = 'The request processing has failed because of an unknown error, exception or failure.';

/** How each service says that the fault is its own. */
const SERVER: Readonly<Record<ServiceName, Known>> = {
  apigatewayv2: { code: 'InternalFailure', status: 500, message: UNKNOWN },
  cloudformation: { code: 'InternalFailure', status: 500, message: UNKNOWN },
  cloudwatch: { code: 'InternalServiceFault', status: 500, message: UNKNOWN },
  dynamodb: { code: 'InternalServerError', status: 500, message: 'Internal server error' },
  events: { code: 'InternalException', status: 500, message: 'This exception occurs due to unexpected causes.' },
  iam: { code: 'ServiceFailure', status: 500, message: UNKNOWN },
  lambda: {
    code: 'ServiceException',
    status: 500,
    message: 'An error occurred and the request cannot be processed.',
    fields: { Type: 'Service' },
  },
  logs: { code: 'ServiceUnavailableException', status: 500, message: 'The service cannot complete the request.' },
  sns: { code: 'InternalErrorException', status: 500, message: UNKNOWN },
  sqs: { code: 'InternalFailure', status: 500, message: UNKNOWN },
  ssm: { code: 'InternalServerError', status: 500, message: 'An error occurred on the server side.' },
  states: { code: 'InternalFailure', status: 500, message: UNKNOWN },
  sts: { code: 'InternalFailure', status: 500, message: UNKNOWN },
};

export function serverError(service: ServiceName): ServiceError {
  return made(SERVER[service]);
}

function made({ code, status, message, fields }: Known): ServiceError {
  return new ServiceError(code, message, status, fields);
}
