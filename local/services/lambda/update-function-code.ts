import type { FunctionConfiguration, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { readArchitecture } from './architecture';
import { changeLatest } from './change-latest';
import { describe } from './configuration-view';
import { staleRevision } from './errors';
import type { EnvironmentPool } from './execution/pool';
import { zipOf } from './function-code';
import type { FunctionStore } from './store';
import { refuseDuringUpdate } from './update-function-configuration';
import { publish } from './versions';
import { readZip, type ZipStore } from './zip';

const OPERATION = 'UpdateFunctionCode';
const OF_CODE = [
  'ImageUri',
  'S3Bucket',
  'S3Key',
  'S3ObjectStorageMode',
  'S3ObjectVersion',
  'SourceKMSKeyArn',
  'ZipFile',
] as const;

export const codeOperations = (platform: Platform, store: FunctionStore, pool: EnvironmentPool, zips: ZipStore) => ({
  /** With DryRun only checks, and shows the code as it would be. With Publish also makes a version of it. */
  UpdateFunctionCode(input: UpdateFunctionCodeRequest): FunctionConfiguration {
    only(OPERATION, input, [...OF_CODE, 'Architectures', 'DryRun', 'FunctionName', 'Publish', 'RevisionId']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const zip = zipOf(OPERATION, input);
    refuseDuringUpdate(owner, store.now());
    if (input.RevisionId !== undefined && input.RevisionId !== owner.latest.revisionId) throw staleRevision();
    const { settings } = owner.latest;
    const architecture =
      input.Architectures === undefined ? settings.architecture : readArchitecture(input.Architectures);
    if (input.DryRun === true) {
      const code = { folder: '', sha256: readZip(zip, OPERATION).sha256, size: zip.length };
      return describe(
        owner,
        { ...owner.latest, settings: { ...settings, architecture, code } },
        undefined,
        store.now(),
      );
    }
    const code = zips.unpack(zip, OPERATION);
    changeLatest(platform, store, pool, owner, { ...settings, architecture, code });
    if (input.Publish !== true) return describe(owner, owner.latest, undefined, store.now());
    const { version, isNew } = publish(platform, store, owner);
    if (isNew) version.activeFrom = store.now() + platform.latencies.functionUpdate;
    return describe(owner, version, version.version, store.now());
  },
});
