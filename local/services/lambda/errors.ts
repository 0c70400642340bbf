import { ServiceError } from '../../kernel/errors';

/** Answers of Lambda to calls that cannot be served. Texts as recorded from AWS. */
const user =
  (code: string, status: number) =>
  (message: string, fields: Record<string, unknown> = {}) =>
    new ServiceError(code, message, status, { Type: 'User', ...fields });

export const resourceNotFound = user('ResourceNotFoundException', 404);
/** Codes by which Lambda says that something does not exist. */
export const MISSING = ['ResourceNotFoundException'];
export const resourceConflict = user('ResourceConflictException', 409);
export const invalidParameter = user('InvalidParameterValueException', 400);
export const invalidRequestContent = user('InvalidRequestContentException', 400);
export const requestTooLarge = user('RequestTooLargeException', 413);
/** Of the framework in front of Lambda, as ValidationException is. */
export const requestEntityTooLarge = (message: string) =>
  new ServiceError('RequestEntityTooLargeException', message, 413);
/** Of the framework in front of Lambda; not modelled by Lambda itself. */
export const validation = (message: string) =>
  new ServiceError('ValidationException', `1 validation error detected: ${message}`, 400);

export const functionNotFound = (arn: string) => resourceNotFound(`Function not found: ${arn}`);
const stale = (operations: string) => () =>
  user(
    'PreconditionFailedException',
    412,
  )(
    'The Revision Id provided does not match the latest Revision Id. ' +
      `Call the ${operations} API to retrieve the latest Revision Id`,
  );
export const staleRevision = stale('GetFunction/GetAlias');
export const stalePolicy = stale('GetPolicy');
/** A version that was published this moment cannot be invoked yet. */
export const pending = () =>
  resourceConflict(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
export const updateInProgress = (arn: string) =>
  resourceConflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);
export const throttled = (
  reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded',
) =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Type: 'User',
    Reason: reason,
  });
