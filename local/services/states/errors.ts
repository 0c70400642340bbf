import { ServiceError } from '../../kernel/errors';

/** Errors of the service, in AWS's words (recorded). */
export const invalidArn = (problem: string): ServiceError =>
  new ServiceError('InvalidArn', `Invalid Arn: '${problem}'`);
export const invalidName = (name: string): ServiceError => new ServiceError('InvalidName', `Invalid Name: '${name}'`);
export const invalidToken = (token: string): ServiceError =>
  new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
export const invalidDefinition = (problem: string): ServiceError =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${problem}'`);
export const invalidInput = (problem: string): ServiceError =>
  new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
export const invalidLogging = (problem: string): ServiceError =>
  new ServiceError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${problem}`);
export const logDestinationNotFound = (): ServiceError => invalidLogging('Log Destination not found.');
export const machineDoesNotExist = (arn: string): ServiceError =>
  new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const machineAlreadyExists = (arn: string): ServiceError =>
  new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
export const executionDoesNotExist = (arn: string): ServiceError =>
  new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const activityDoesNotExist = (arn: string): ServiceError =>
  new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
export const executionAlreadyExists = (arn: string): ServiceError =>
  new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
export const invalidOutput = (problem: string): ServiceError =>
  new ServiceError('InvalidOutput', `Invalid Output: '${problem}'`);
export const taskTimedOut = (): ServiceError =>
  new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
export const taskDoesNotExist = (): ServiceError =>
  new ServiceError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
export const resourceNotFound = (arn: string): ServiceError =>
  new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`, 400, { resourceName: arn });
export const tooManyTags = (arn: string): ServiceError =>
  new ServiceError('TooManyTags', `Too many tags: a resource can have 50 at most: '${arn}'`, 400, {
    resourceName: arn,
  });
export const typeNotSupported = (): ServiceError =>
  new ServiceError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
/** AWS says no more than this about what a version or an alias refers to. */
export const referenceNotFound = (): ServiceError =>
  new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.');
export const conflict = (problem: string): ServiceError => new ServiceError('ConflictException', problem);
export const invalid = (problem: string): ServiceError => new ServiceError('ValidationException', problem);
export const validation = (value: string, member: string, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
