import { changedProperties } from '../../../cloudformation/property-changes';
import type { ResourceContext, StandingResource } from '../../../cloudformation/resource-type';
import type { Platform } from '../../../kernel/platform';
import { changeLatest } from '../change-latest';
import { concurrencyOperations } from '../concurrency';
import type { EnvironmentPool } from '../execution/pool';
import type { LambdaFunction } from '../lambda-function';
import { applySettings, SETTING_MEMBERS, type SettingMembers } from '../settings';
import type { FunctionStore } from '../store';
import type { ZipStore } from '../zip';
import { codeOf, type FunctionProperties, numbersOf, tagsOf } from './function-properties';

/** How often CloudFormation asks whether a function has finished its update, in milliseconds. */
const POLL_MS = 1_000;

/**
 * Changes `$LATEST`, code before configuration, waiting for each until it is Successful. Of the configuration only what
 * changed in the template is sent: a variable's change by hand stays unless the template changes Environment.
 */
export async function updateInPlace(
  { platform, store, pool, zips }: { platform: Platform; store: FunctionStore; pool: EnvironmentPool; zips: ZipStore },
  standing: StandingResource,
  given: FunctionProperties,
  context: ResourceContext,
): Promise<void> {
  const owner = store.findUnqualified(standing.ref);
  const changed = new Set(changedProperties(standing.properties, { ...given }));
  // CloudFormation drives a ResourceConflict again; so an update of somebody else's is waited for.
  await untilSettled(platform, owner);
  if (changed.has('Code') || changed.has('Architectures')) {
    const code = changed.has('Code') ? codeOf(given, context, zips) : owner.latest.settings.code;
    const architecture = given.Architectures?.[0] ?? 'x86_64';
    changeLatest(platform, store, pool, owner, { ...owner.latest.settings, code, architecture });
    await untilSettled(platform, owner);
  }
  const settings = SETTING_MEMBERS.filter((member) => changed.has(member));
  if (settings.length > 0) {
    const all = { ...defaultMembers(owner.name), ...given, ...numbersOf(given) };
    const change = Object.fromEntries(settings.map((member) => [member, all[member]])) as SettingMembers;
    changeLatest(platform, store, pool, owner, applySettings(owner.latest.settings, change));
    await untilSettled(platform, owner);
  }
  if (changed.has('ReservedConcurrentExecutions')) reserve(store, owner, given);
  if (changed.has('Tags')) owner.tags = tagsOf(given);
}

/** What a member is that the template no longer mentions. */
function defaultMembers(functionName: string): SettingMembers {
  return {
    Description: '',
    EphemeralStorage: { Size: 512 },
    Environment: { Variables: {} },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${functionName}` },
    MemorySize: 128,
    Timeout: 3,
    TracingConfig: { Mode: 'PassThrough' },
  };
}

function reserve(store: FunctionStore, { name }: LambdaFunction, { ReservedConcurrentExecutions }: FunctionProperties) {
  const operations = concurrencyOperations(store);
  if (ReservedConcurrentExecutions === undefined) operations.DeleteFunctionConcurrency({ FunctionName: name });
  else {
    const wanted = Number(ReservedConcurrentExecutions);
    operations.PutFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions: wanted });
  }
}

async function untilSettled({ clock }: Platform, owner: LambdaFunction): Promise<void> {
  while (owner.updating) await clock.sleep(POLL_MS);
}
