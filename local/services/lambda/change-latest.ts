import type { Platform } from '../../kernel/platform';
import type { EnvironmentPool } from './execution/pool';
import { checkRole } from './execution-role';
import type { FunctionSettings, LambdaFunction } from './lambda-function';
import type { FunctionStore } from './store';

/**
 * Gives `$LATEST` other settings. They show at once, with LastUpdateStatus InProgress; the old ones serve until it is
 * Successful. Both moments give `$LATEST` a new RevisionId.
 * @throws InvalidParameterValueException for a role that Lambda cannot work with
 */
export function changeLatest(
  platform: Platform,
  store: FunctionStore,
  pool: EnvironmentPool,
  owner: LambdaFunction,
  settings: FunctionSettings,
): void {
  const { clock, latencies } = platform;
  const { role, tracing } = owner.latest.settings;
  if (settings.role !== role || settings.tracing !== tracing) checkRole(platform, owner, settings);
  owner.latest = {
    version: '$LATEST',
    settings,
    lastModified: clock.now(),
    revisionId: store.newRevisionId(),
  };
  owner.updating = true;
  clock.at(clock.now() + latencies.functionUpdate, `update of function ${owner.name}`, () => {
    owner.updating = false;
    owner.latest.revisionId = store.newRevisionId();
    owner.serving = owner.latest;
    pool.endUnserved();
  });
}
