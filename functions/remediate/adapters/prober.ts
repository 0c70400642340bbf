import { LambdaClient } from '@aws-sdk/client-lambda';
import { COLD_START_HEADER, PROBE_HEADER, VERSION_HEADER } from '../../contract';
import { messageOf, TaskError } from '../errors';
import type { ProbeAnswer, Prober } from '../ports';
import { invokeProbe } from './invoke-probe';
import type { TargetClients } from './target-clients';

/** Probes a target the way its policy asks for. */
export function prober(targets: TargetClients): Prober {
  const clientOf = targets((configuration) => new LambdaClient({ ...configuration, maxAttempts: 1 }));
  return async (policy, timeoutMilliseconds) => {
    const { probe, functionName, aliasName } = policy;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMilliseconds);
    try {
      switch (probe.kind) {
        case 'http':
          return await byHttp(probe.url, abort.signal);
        case 'invoke':
          return await invokeProbe(
            clientOf(policy),
            { functionName, qualifier: aliasName, payload: probe.payload },
            abort.signal,
          );
        default:
          return probe satisfies never;
      }
    } catch (error) {
      // That the target refuses the healer says nothing of its health.
      if (error instanceof TaskError) throw error;
      if (abort.signal.aborted) return { kind: 'brokenOff', why: `none within ${timeoutMilliseconds} ms` };
      return { kind: 'noAnswer', why: messageOf(error) };
    } finally {
      clearTimeout(timer);
    }
  };
}

async function byHttp(url: string, signal: AbortSignal): Promise<ProbeAnswer> {
  const sentAt = Date.now();
  const answer = await fetch(url, { headers: { [PROBE_HEADER]: '1' }, redirect: 'manual', signal });
  // An unread body keeps its connection busy.
  await answer.arrayBuffer();
  const version = answer.headers.get(VERSION_HEADER) ?? undefined;
  // The gateway's own word for a function that it could not call: no room, because what the bad version has left behind
  // still runs, says nothing of the version that is to be proven.
  if (version === undefined && (answer.status === 503 || answer.status === 429)) {
    return { kind: 'noAnswer', why: `status ${answer.status} without ${VERSION_HEADER}` };
  }
  // And for one that crashed.
  if (version === undefined && answer.status >= 500) {
    return { kind: 'brokenOff', why: `status ${answer.status} without ${VERSION_HEADER}` };
  }
  return {
    kind: 'answer',
    ok: answer.ok,
    version,
    latencyMs: Date.now() - sentAt,
    coldStart: answer.headers.get(COLD_START_HEADER) === '1',
  };
}
