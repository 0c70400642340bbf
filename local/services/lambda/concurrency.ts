import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { invalidParameter } from './errors';
import type { LambdaFunction } from './lambda-function';
import type { FunctionStore } from './store';

/** Concurrent executions of the account in the region, and how many of them no function may reserve (Lambda quotas). */
export const ACCOUNT_CONCURRENCY = 1000;
const LEAST_UNRESERVED = 100;

/** Reserved concurrency: at most so many invocations of a function at once; 0 throttles every one. */
export const concurrencyOperations = (store: FunctionStore) => ({
  PutFunctionConcurrency(input: PutFunctionConcurrencyRequest): Concurrency {
    only('PutFunctionConcurrency', input, ['FunctionName', 'ReservedConcurrentExecutions']);
    const owner = wholeFunction(store, input.FunctionName, '$LATEST');
    const wanted = input.ReservedConcurrentExecutions ?? 0;
    const others = reserved(store) - (owner.reservedConcurrency ?? 0);
    // A reservation of 0 takes nothing from anybody.
    if (wanted > 0 && ACCOUNT_CONCURRENCY - others - wanted < LEAST_UNRESERVED) {
      throw new ServiceError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
      );
    }
    owner.reservedConcurrency = wanted;
    return { ReservedConcurrentExecutions: wanted };
  },

  GetFunctionConcurrency(input: GetFunctionConcurrencyRequest): GetFunctionConcurrencyResponse {
    only('GetFunctionConcurrency', input, ['FunctionName']);
    const { reservedConcurrency } = wholeFunction(store, input.FunctionName);
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },

  DeleteFunctionConcurrency(input: DeleteFunctionConcurrencyRequest): object {
    only('DeleteFunctionConcurrency', input, ['FunctionName']);
    wholeFunction(store, input.FunctionName).reservedConcurrency = undefined;
    return {};
  },
});

/** Concurrency that functions have reserved, of the account's. */
export function reserved(store: FunctionStore): number {
  return store.all().reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}

function wholeFunction(store: FunctionStore, name = '', otherwise?: string): LambdaFunction {
  const { function: owner, qualifier } = store.find(name, undefined, otherwise);
  if (qualifier === undefined) return owner;
  throw invalidParameter(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}
