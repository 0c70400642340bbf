import type { ResourceType } from '../../../cloudformation/resource-type';
import type { Platform } from '../../../kernel/platform';
import { resourceConflict } from '../errors';
import type { FunctionStore } from '../store';
import { publish, refuseOtherCode } from '../versions';

/** Publishes `$LATEST`; a version that would be no new one fails the deployment, as on AWS. */
export const versionType = (platform: Platform, store: FunctionStore): ResourceType => ({
  type: 'AWS::Lambda::Version',
  properties: ['CodeSha256', 'Description', 'FunctionName'],
  create(properties) {
    const given = properties as { CodeSha256?: string; Description?: string; FunctionName: string };
    const owner = store.findUnqualified(given.FunctionName);
    refuseOtherCode(owner, given.CodeSha256);
    const { version, isNew } = publish(platform, store, owner, given.Description);
    if (!isNew) {
      throw resourceConflict(
        `A version for this Lambda function exists ( ${version.version} ). Modify the function to create a new version.`,
      );
    }
    const arn = `${owner.arn}:${version.version}`;
    return { ref: arn, attributes: { Version: version.version, FunctionArn: arn } };
  },
});
