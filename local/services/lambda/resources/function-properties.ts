import { readFileSync, statSync } from 'node:fs';
import type { ResourceContext } from '../../../cloudformation/resource-type';
import { NotEmulatedError } from '../../../kernel/errors';
import { type Code, readCode } from '../code';
import type { FunctionSettings } from '../lambda-function';
import type { SettingMembers } from '../settings';
import type { ZipStore } from '../zip';

/** Properties of AWS::Lambda::Function. Numbers may be written as text. */
export interface FunctionProperties extends SettingMembers {
  readonly FunctionName?: string;
  readonly Code: { readonly S3Bucket?: string; readonly S3Key?: string; readonly ZipFile?: string };
  readonly Handler: string;
  readonly Architectures?: readonly FunctionSettings['architecture'][];
  readonly ReservedConcurrentExecutions?: number;
  readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
}

/** The asset, a folder or a zip, or what the template itself has as code. */
export function codeOf({ Code: code }: FunctionProperties, context: ResourceContext, zips: ZipStore): Code {
  const unknown = Object.keys(code).filter((member) => !['S3Bucket', 'S3Key', 'ZipFile'].includes(member));
  if (unknown.length > 0)
    throw new NotEmulatedError(`Code.${unknown.join(', Code.')} of AWS::Lambda::Function (${context.logicalId})`);
  if (code.ZipFile !== undefined) return readCode(zips.inline(code.ZipFile));
  if (code.S3Key === undefined)
    throw new NotEmulatedError(`Code of AWS::Lambda::Function without S3Key (${context.logicalId})`);
  const path = context.assetPath(code.S3Key);
  return statSync(path).isDirectory() ? readCode(path) : zips.unpack(readFileSync(path), 'CreateFunction');
}

export function numbersOf({ Timeout, MemorySize }: FunctionProperties): Pick<SettingMembers, 'Timeout' | 'MemorySize'> {
  return {
    ...(Timeout !== undefined && { Timeout: Number(Timeout) }),
    ...(MemorySize !== undefined && { MemorySize: Number(MemorySize) }),
  };
}

export function tagsOf({ Tags = [] }: FunctionProperties): Readonly<Record<string, string>> {
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
}
