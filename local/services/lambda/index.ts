import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { accountOperations } from './account';
import { aliasOperations } from './aliases';
import { concurrencyOperations } from './concurrency';
import { createOperations } from './create-function';
import { EventInvokeConfigs } from './event-invoke-config';
import { Executor } from './execution/executor';
import { DEFAULT_POOL_LIMITS, EnvironmentPool, type PoolLimits } from './execution/pool';
import { functionOperations } from './functions';
import { Invoker } from './invoke';
import { permissionOperations, resourcePolicy } from './permissions';
import { aliasType } from './resources/alias';
import { eventInvokeConfigType } from './resources/event-invoke-config';
import { functionType } from './resources/function';
import { permissionType } from './resources/permission';
import { versionType } from './resources/version';
import type { SharedTime } from './shared-time';
import { FunctionStore } from './store';
import { tagOperations } from './tags';
import { codeOperations } from './update-function-code';
import { updateOperations } from './update-function-configuration';
import { versionOperations } from './versions';
import { ZipStore } from './zip';

export interface LambdaOptions {
  /** Time as worker threads see it: in virtual mode its `write` is the clock's `onMove`. */
  readonly sharedTime: SharedTime;
  readonly limits?: PoolLimits;
  /** Real milliseconds that a function may compute in virtual time before it counts as an endless loop. @default 20 s */
  readonly watchdog?: number;
}

export interface Lambda {
  readonly service: Service;
  readonly resources: readonly ResourceType[];
  /** Ends all environments, in the middle of what they do. */
  close(): Promise<void>;
}

/** Lambda, running the functions' code in worker threads. */
export function createLambda(
  platform: Platform,
  { sharedTime, limits = DEFAULT_POOL_LIMITS, watchdog = 20_000 }: LambdaOptions,
): Lambda {
  const store = new FunctionStore(platform);
  const pool = new EnvironmentPool((owner, version) => store.serves(owner, version), limits);
  const executor = new Executor(platform, sharedTime, pool, watchdog);
  const zips = new ZipStore();
  const configs = new EventInvokeConfigs(store);
  const invoker = new Invoker(platform, store, executor, configs);
  return {
    service: {
      name: 'lambda',
      policyOf: (arn) => resourcePolicy(store, arn),
      operations: {
        ...functionOperations(store, pool),
        ...createOperations(platform, store, zips),
        ...codeOperations(platform, store, pool, zips),
        ...updateOperations(platform, store, pool),
        ...versionOperations(platform, store),
        ...aliasOperations(store),
        ...permissionOperations(store),
        ...concurrencyOperations(store),
        ...configs.operations,
        ...tagOperations(store),
        ...accountOperations(store),
        Invoke: (input, call) => invoker.Invoke(input, call),
      },
    },
    resources: [
      functionType(platform, store, pool, zips),
      versionType(platform, store, pool),
      aliasType(store),
      permissionType(store),
      eventInvokeConfigType(configs),
    ],
    async close() {
      await pool.close();
      zips.close();
    },
  };
}
