import type { ResourceType } from '../../../cloudformation/resource-type';
import { NotEmulatedError } from '../../../kernel/errors';
import type { Platform } from '../../../kernel/platform';
import { readCode } from '../code';
import { resourceConflict } from '../errors';
import type { FunctionSettings, FunctionVersion } from '../lambda-function';
import { applySettings, defaultSettings, SETTING_MEMBERS, type SettingMembers } from '../settings';
import type { FunctionStore } from '../store';

interface FunctionProperties extends SettingMembers {
  readonly FunctionName?: string;
  readonly Code: { readonly S3Bucket?: string; readonly S3Key?: string };
  readonly Handler: string;
  readonly Architectures?: readonly FunctionSettings['architecture'][];
  readonly ReservedConcurrentExecutions?: number;
  readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
}

/** A function from the template is Active at once: a deployment waits for that. */
export const functionType = (platform: Platform, store: FunctionStore): ResourceType => ({
  type: 'AWS::Lambda::Function',
  properties: [...SETTING_MEMBERS, 'Architectures', 'Code', 'FunctionName', 'ReservedConcurrentExecutions', 'Tags'],
  create(properties, context) {
    const given = properties as unknown as FunctionProperties;
    const name = given.FunctionName ?? context.physicalName(64);
    if (store.has(name)) throw resourceConflict(`Function already exist: ${name}`);
    const { S3Key } = given.Code;
    if (S3Key === undefined)
      throw new NotEmulatedError(`Code of AWS::Lambda::Function without S3Key (${context.logicalId})`);
    const numbers = { Timeout: number(given.Timeout), MemorySize: number(given.MemorySize) };
    const settings = applySettings<FunctionSettings>(
      {
        ...defaultSettings(name),
        code: readCode(context.assetPath(S3Key)),
        handler: given.Handler,
        runtime: '',
        role: '',
        ...(given.Architectures?.[0] === undefined ? {} : { architecture: given.Architectures[0] }),
      },
      { ...given, ...numbers },
    );
    const latest: FunctionVersion = {
      version: '$LATEST',
      settings,
      lastModified: platform.clock.now(),
      revisionId: store.newRevisionId(),
    };
    store.add({
      name,
      arn: store.arn(name),
      tags: Object.fromEntries((given.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      latest,
      serving: latest,
      updating: false,
      versions: new Map(),
      nextVersion: 1,
      aliases: new Map(),
      policies: new Map(),
      reservedConcurrency: number(given.ReservedConcurrentExecutions),
    });
    return { ref: name, attributes: { Arn: store.arn(name) } };
  },
});

/** Template values may be numbers written as strings. */
const number = (value: number | undefined): number | undefined => (value === undefined ? undefined : Number(value));
