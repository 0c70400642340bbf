import { ServiceError } from '../../kernel/errors';

/** Seconds that a call may ask for. @throws InvalidParameterValue */
export function within(parameter: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= most)) return;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: Must be between 0 and ${most}, if provided.`,
  );
}
