import type { GetAccountSettingsResponse } from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { ACCOUNT_CONCURRENCY, reserved } from './concurrency';
import type { FunctionStore } from './store';

const GIB = 1024 ** 3;

/** Limits and use of the account in the region. */
export const accountOperations = (store: FunctionStore) => ({
  GetAccountSettings(input: object): GetAccountSettingsResponse {
    only('GetAccountSettings', input, []);
    const functions = store.all();
    const versions = functions.flatMap(({ latest, versions }) => [latest, ...versions.values()]);
    return {
      AccountLimit: {
        TotalCodeSize: 75 * GIB,
        CodeSizeUnzipped: 250 * 1024 ** 2,
        CodeSizeZipped: 50 * 1024 ** 2,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved(store),
      },
      AccountUsage: {
        TotalCodeSize: versions.reduce((sum, { settings }) => sum + settings.code.size, 0),
        FunctionCount: functions.length,
      },
    };
  },
});
