import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';

export interface Version {
  readonly value: string;
  readonly type: 'String' | 'StringList';
  readonly tier: 'Standard' | 'Advanced';
  readonly dataType: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  /** ms since the epoch. */
  readonly modified: number;
  readonly modifiedBy: string;
}

/** Bytes of a value, by tier. */
const MOST_BYTES = { Standard: 4096, Advanced: 8192 } as const;

/**
 * What a PutParameter makes of a parameter.
 * @param last version, of which what is not given stays; undefined when there is none
 * @throws ValidationException, ParameterPatternMismatchException
 */
export function nextVersion(
  input: PutParameterRequest,
  last: Version | undefined,
  written: Pick<Version, 'modified' | 'modifiedBy'>,
): Version {
  const value = input.Value ?? '';
  const allowedPattern = input.AllowedPattern ?? last?.allowedPattern;
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    throw new ServiceError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
  }
  const next: Version = {
    value,
    type: typeOf(input, last),
    tier: tierOf(input, last),
    dataType: dataTypeOf(input),
    description: input.Description ?? last?.description,
    allowedPattern,
    ...written,
  };
  checkSize(next);
  return next;
}

function typeOf(input: PutParameterRequest, last: Version | undefined): Version['type'] {
  const type = input.Type ?? last?.type;
  if (type === undefined) {
    throw new ServiceError('ValidationException', 'A parameter type is required when you create a parameter.');
  }
  if (type === 'SecureString') throw new NotEmulatedError('SecureString parameters');
  return type;
}

function tierOf(input: PutParameterRequest, last: Version | undefined): Version['tier'] {
  const tier = input.Tier ?? last?.tier ?? 'Standard';
  if (tier === 'Intelligent-Tiering') throw new NotEmulatedError('Intelligent-Tiering of parameters');
  return tier;
}

function dataTypeOf({ DataType = 'text' }: PutParameterRequest): string {
  if (DataType !== 'text') throw new NotEmulatedError(`parameters of data type ${DataType}`);
  return DataType;
}

function checkSize({ value, tier }: Version): void {
  if (value === '')
    throw new ServiceError(
      'ValidationException',
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  const most = MOST_BYTES[tier];
  if (Buffer.byteLength(value) <= most) return;
  throw new ServiceError(
    'ValidationException',
    tier === 'Standard'
      ? `Standard tier parameters support a maximum parameter value of ${most} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`
      : `Advanced tier parameters support a maximum parameter value of ${most} characters.`,
  );
}
