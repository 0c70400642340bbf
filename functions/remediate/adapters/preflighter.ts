import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Preflight } from '../ports';
import { invokeProbe } from './invoke-probe';

/** Invokes a version directly. The client does not try again: its pauses would be taken for the version's. */
export function preflighter(client = new LambdaClient({ maxAttempts: 1 })): Preflight {
  return async (functionName, version, payload, timeoutMilliseconds) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMilliseconds);
    try {
      return await invokeProbe(client, { functionName, qualifier: version, payload }, abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return { kind: 'brokenOff', why: `no answer within ${timeoutMilliseconds} ms` };
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}
