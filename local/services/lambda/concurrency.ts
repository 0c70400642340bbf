import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import type { FunctionStore } from './store';

/** Reserved concurrency: at most so many invocations of a function at once; 0 throttles every one. */
export const concurrencyOperations = (store: FunctionStore) => ({
  PutFunctionConcurrency(input: PutFunctionConcurrencyRequest): Concurrency {
    only('PutFunctionConcurrency', input, ['FunctionName', 'ReservedConcurrentExecutions']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    owner.reservedConcurrency = input.ReservedConcurrentExecutions;
    return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
  },

  GetFunctionConcurrency(input: GetFunctionConcurrencyRequest): GetFunctionConcurrencyResponse {
    only('GetFunctionConcurrency', input, ['FunctionName']);
    const { reservedConcurrency } = store.findUnqualified(input.FunctionName ?? '');
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },

  DeleteFunctionConcurrency(input: DeleteFunctionConcurrencyRequest): object {
    only('DeleteFunctionConcurrency', input, ['FunctionName']);
    store.findUnqualified(input.FunctionName ?? '').reservedConcurrency = undefined;
    return {};
  },
});
