import { ServiceError } from '../../kernel/errors';

export const invalidParameter = (what: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);

/** @throws InvalidParameter for what is no ARN at all */
export function checkArn(name: string, arn: string | undefined): void {
  const parts = (arn ?? '').split(':').length;
  if (parts < 6) throw invalidParameter(`${name} Reason: An ARN must have at least 6 elements, not ${parts}`);
}
