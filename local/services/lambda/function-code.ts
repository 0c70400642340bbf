import type { FunctionCode } from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
import { invalidParameter } from './errors';

const OF_S3 = ['S3Bucket', 'S3Key', 'S3ObjectVersion', 'S3ObjectStorageMode'] as const;

/**
 * The zip that a call brings. There is no S3 and no container image here.
 * @throws InvalidParameterValueException, NotEmulatedError
 */
export function zipOf(operation: string, code: FunctionCode): Uint8Array {
  const { ZipFile: zip } = code;
  const ofS3 = OF_S3.filter((member) => code[member] !== undefined);
  if (zip !== undefined && (ofS3.length > 0 || code.ImageUri !== undefined)) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
  }
  if (code.ImageUri !== undefined) throw new NotEmulatedError(`ImageUri of ${operation}: only zips`);
  if (ofS3.length > 0) throw new NotEmulatedError(`${ofS3.join(', ')} of ${operation}: only ZipFile`);
  if (code.SourceKMSKeyArn !== undefined) throw new NotEmulatedError(`SourceKMSKeyArn of ${operation}`);
  if (zip === undefined) throw invalidParameter('Please provide a source for function code.');
  return zip;
}
