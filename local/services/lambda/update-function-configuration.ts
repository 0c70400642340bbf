import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { describe } from './configuration-view';
import { staleRevision, updateInProgress } from './errors';
import type { EnvironmentPool } from './execution/pool';
import type { LambdaFunction } from './lambda-function';
import { applySettings, SETTING_MEMBERS } from './settings';
import type { FunctionStore } from './store';

/**
 * The new configuration shows at once, with LastUpdateStatus InProgress; the old one serves until it is Successful.
 * Both moments give `$LATEST` a new RevisionId.
 */
export const updateOperations = (platform: Platform, store: FunctionStore, pool: EnvironmentPool) => ({
  UpdateFunctionConfiguration(input: UpdateFunctionConfigurationRequest): FunctionConfiguration {
    only('UpdateFunctionConfiguration', input, ['FunctionName', 'RevisionId', 'Layers', ...SETTING_MEMBERS]);
    if (input.Layers !== undefined && input.Layers.length > 0) throw new NotEmulatedError('Lambda layers');
    const owner = store.findUnqualified(input.FunctionName ?? '');
    refuseDuringUpdate(owner);
    if (input.RevisionId !== undefined && input.RevisionId !== owner.latest.revisionId) throw staleRevision();
    owner.latest = {
      version: '$LATEST',
      settings: applySettings(owner.latest.settings, input),
      lastModified: platform.clock.now(),
      revisionId: store.newRevisionId(),
    };
    owner.updating = true;
    platform.clock.at(
      platform.clock.now() + platform.latencies.functionUpdate,
      `update of function ${owner.name}`,
      () => {
        owner.updating = false;
        owner.latest.revisionId = store.newRevisionId();
        owner.serving = owner.latest;
        pool.endUnserved();
      },
    );
    return describe(owner, owner.latest, undefined);
  },
});

export function refuseDuringUpdate(owner: LambdaFunction): void {
  if (owner.updating) throw updateInProgress(owner.arn);
}
