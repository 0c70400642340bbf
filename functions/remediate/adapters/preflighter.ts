import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Preflight } from '../ports';
import { invokeProbe } from './invoke-probe';
import type { TargetClients } from './target-clients';

/** Invokes a version directly. The client does not try again: its pauses would be taken for the version's. */
export function preflighter(targets: TargetClients): Preflight {
  const clientOf = targets((configuration) => new LambdaClient({ ...configuration, maxAttempts: 1 }));
  return async (target, version, payload, timeoutMilliseconds) => {
    const client = clientOf(target);
    const { functionName } = target;
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
