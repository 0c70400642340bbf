import type { Stack } from '../../cloudformation/stack';
import { ServiceError } from '../../kernel/errors';

/** Answers of CloudFormation to calls that cannot be served, in AWS's words. */
export const validation = (message: string): ServiceError => new ServiceError('ValidationError', message);

export const notUpdatable = ({ id, status }: Stack): ServiceError =>
  validation(`Stack:${id} is in ${status} state and can not be updated.`);

export const notDeletable = ({ id, status }: Stack): ServiceError =>
  validation(`Stack [${id}] cannot be deleted while in status ${status}`);

export const terminationProtected = ({ name }: Stack): ServiceError =>
  validation(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);

export const stackMissing = (nameOrId: string): ServiceError => validation(`Stack with id ${nameOrId} does not exist`);
