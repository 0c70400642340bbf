import { DeploymentFailed } from '../../cloudformation/failures';
import type { Stack } from '../../cloudformation/stack';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';

/** Answers of CloudFormation to calls that cannot be served, in AWS's words. */
export const validation = (message: string): ServiceError => new ServiceError('ValidationError', message);

export const notUpdatable = ({ id, status }: Stack): ServiceError =>
  validation(`Stack:${id} is in ${status} state and can not be updated.`);

export const notDeletable = ({ id, status }: Stack): ServiceError =>
  validation(`Stack [${id}] cannot be deleted while in status ${status}`);

export const terminationProtected = ({ name }: Stack): ServiceError =>
  validation(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);

export const stackExists = (name: string): ServiceError =>
  new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`);

export const nothingToUpdate = (): ServiceError => validation('No updates are to be performed.');

/** What a template, its parameters or its changes were refused with, as the answer to a call. */
export function asValidation(error: unknown): unknown {
  if (error instanceof ServiceError || error instanceof DeploymentFailed || !(error instanceof Error)) return error;
  return error.message.includes('does not implement')
    ? new NotEmulatedError(error.message.replace(/^.*?does not implement:?\s*/s, ''))
    : validation(error.message.replace(/^Stack [\w-]+: /, ''));
}

export const stackMissing = (nameOrId: string): ServiceError => validation(`Stack with id ${nameOrId} does not exist`);
