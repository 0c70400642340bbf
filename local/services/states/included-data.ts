import type { IncludedData } from '@aws-sdk/client-sfn';
import { NotEmulatedError } from '../../kernel/errors';

/** True unless only the metadata is asked for, which leaves the definition out. */
export function wantsData(includedData: IncludedData | undefined): boolean {
  return includedData !== 'METADATA_ONLY';
}

/** Data is never encrypted here, so that there is always all of it; METADATA_ONLY is refused. */
export function onlyAllData(operation: string, includedData: IncludedData | undefined): void {
  if (includedData !== undefined && includedData !== 'ALL_DATA')
    throw new NotEmulatedError(`includedData ${includedData} of ${operation}`);
}
