import type { ResourceContext } from '../../../cloudformation/resource-type';
import { NotEmulatedError } from '../../../kernel/errors';
import { type Code, readCode } from '../code';
import type { FunctionSettings } from '../lambda-function';
import type { SettingMembers } from '../settings';

/** Properties of AWS::Lambda::Function. Numbers may be written as text. */
export interface FunctionProperties extends SettingMembers {
  readonly FunctionName?: string;
  readonly Code: { readonly S3Bucket?: string; readonly S3Key?: string };
  readonly Handler: string;
  readonly Architectures?: readonly FunctionSettings['architecture'][];
  readonly ReservedConcurrentExecutions?: number;
  readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
}

export function codeOf({ Code: { S3Key } }: FunctionProperties, context: ResourceContext): Code {
  if (S3Key === undefined)
    throw new NotEmulatedError(`Code of AWS::Lambda::Function without S3Key (${context.logicalId})`);
  return readCode(context.assetPath(S3Key));
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
