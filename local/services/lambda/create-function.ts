import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { readArchitecture } from './architecture';
import { describe } from './configuration-view';
import { invalidParameter } from './errors';
import { checkRole } from './execution-role';
import { zipOf } from './function-code';
import { parseFunctionName } from './function-name';
import type { FunctionSettings } from './lambda-function';
import { addFunction, refuseTakenName } from './new-function';
import { applySettings, defaultSettings, SETTING_MEMBERS } from './settings';
import type { FunctionStore } from './store';
import { checkTags } from './tags';
import { publish } from './versions';
import type { ZipStore } from './zip';

const MEMBERS = [
  ...SETTING_MEMBERS,
  'Architectures',
  'Code',
  'FunctionName',
  'Layers',
  'PackageType',
  'Publish',
  'Tags',
];
const LONGEST_NAME = 64;

export const createOperations = (platform: Platform, store: FunctionStore, zips: ZipStore) => ({
  /** A new function is Pending as long as an update takes, and gets a new RevisionId when it is Active. */
  CreateFunction(input: CreateFunctionRequest): FunctionConfiguration {
    only('CreateFunction', input, MEMBERS);
    const { name, arn, code } = check(input, platform, store);
    const settings = applySettings<FunctionSettings>(
      {
        ...defaultSettings(name),
        // Checked with the rest before anything is unpacked.
        code: { folder: '', sha256: '', size: 0 },
        handler: '',
        runtime: '',
        role: '',
        architecture: readArchitecture(input.Architectures),
      },
      input,
    );
    const tags = checkTags(input.Tags ?? {});
    checkRole(platform, { name, arn }, settings);
    refuseTakenName(store, name);
    const activeFrom = store.now() + platform.latencies.functionUpdate;
    const owner = addFunction(store, {
      name,
      settings: { ...settings, code: zips.unpack(zipOf('CreateFunction', code), 'CreateFunction') },
      tags,
      activeFrom,
    });
    const { latest } = owner;
    platform.clock.at(activeFrom, `creation of function ${name}`, () => {
      latest.revisionId = store.newRevisionId();
      const published = owner.versions.get('1');
      if (input.Publish === true && published !== undefined) published.revisionId = store.newRevisionId();
    });
    if (input.Publish !== true) return describe(owner, latest, undefined, store.now());
    const { version } = publish(platform, store, owner);
    version.activeFrom = activeFrom;
    // The answer shows the version under the function's own ARN.
    return describe(owner, version, undefined, store.now());
  },
});

function check(input: CreateFunctionRequest, platform: Platform, store: FunctionStore) {
  const { name, qualifier } = parseFunctionName(input.FunctionName ?? '', undefined, platform);
  if (qualifier !== undefined) throw invalidParameter('Cannot specify version or alias when creating a function.');
  if (name.length > LONGEST_NAME) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_NAME}`,
    );
  }
  if (input.PackageType === 'Image') throw new NotEmulatedError('the PackageType Image of CreateFunction: only Zip');
  if (input.Layers !== undefined && input.Layers.length > 0) throw new NotEmulatedError('Lambda layers');
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  return { name, arn: store.arn(name), code: input.Code ?? {} };
}
