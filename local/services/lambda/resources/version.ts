import type { ResourceType } from '../../../cloudformation/resource-type';
import { unlessGone } from '../../../cloudformation/unless-gone';
import type { Platform } from '../../../kernel/platform';
import { MISSING, resourceConflict } from '../errors';
import type { EnvironmentPool } from '../execution/pool';
import { functionOperations } from '../functions';
import type { FunctionStore } from '../store';
import { refuseDuringUpdate } from '../update-function-configuration';
import { publish, refuseOtherCode } from '../versions';

/** Publishes `$LATEST` and waits until that is Active; a version that would be no new one fails the deployment, as on AWS. */
export const versionType = (platform: Platform, store: FunctionStore, pool: EnvironmentPool): ResourceType => ({
  type: 'AWS::Lambda::Version',
  properties: ['CodeSha256', 'Description', 'FunctionName'],
  replacement: ['CodeSha256', 'Description', 'FunctionName'],
  async create(properties) {
    const given = properties as { CodeSha256?: string; Description?: string; FunctionName: string };
    const owner = store.findUnqualified(given.FunctionName);
    refuseDuringUpdate(owner, store.now());
    refuseOtherCode(owner, given.CodeSha256);
    const { version, isNew } = publish(platform, store, owner, given.Description);
    if (!isNew) {
      throw resourceConflict(
        `A version for this Lambda function exists ( ${version.version} ). Modify the function to create a new version.`,
      );
    }
    const { versionCreation } = platform.latencies;
    version.activeFrom = platform.clock.now() + versionCreation;
    if (versionCreation > 0) await platform.clock.sleep(versionCreation);
    const arn = `${owner.arn}:${version.version}`;
    return { ref: arn, attributes: { Version: version.version, FunctionArn: arn } };
  },
  /** @throws ResourceConflictException while an alias refers to the version */
  delete: ({ ref }) => unlessGone(MISSING, () => functionOperations(store, pool).DeleteFunction({ FunctionName: ref })),
});
