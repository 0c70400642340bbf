import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { changeLatest } from './change-latest';
import { describe } from './configuration-view';
import { pending, staleRevision, updateInProgress } from './errors';
import type { EnvironmentPool } from './execution/pool';
import { isPending, type LambdaFunction } from './lambda-function';
import { applySettings, SETTING_MEMBERS } from './settings';
import type { FunctionStore } from './store';

export const updateOperations = (platform: Platform, store: FunctionStore, pool: EnvironmentPool) => ({
  UpdateFunctionConfiguration(input: UpdateFunctionConfigurationRequest): FunctionConfiguration {
    only('UpdateFunctionConfiguration', input, ['FunctionName', 'RevisionId', 'Layers', ...SETTING_MEMBERS]);
    if (input.Layers !== undefined && input.Layers.length > 0) throw new NotEmulatedError('Lambda layers');
    const owner = store.findUnqualified(input.FunctionName ?? '');
    refuseDuringUpdate(owner, store.now());
    if (input.RevisionId !== undefined && input.RevisionId !== owner.latest.revisionId) throw staleRevision();
    changeLatest(platform, store, pool, owner, applySettings(owner.latest.settings, input));
    return describe(owner, owner.latest, undefined, store.now());
  },
});

/** @throws ResourceConflictException while `$LATEST` is made or changed; `now` in ms since the epoch */
export function refuseDuringUpdate(owner: LambdaFunction, now: number): void {
  if (isPending(owner.latest, now)) throw pending();
  if (owner.updating) throw updateInProgress(owner.arn);
}
