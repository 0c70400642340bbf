import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PROBE_HEADER, SYNTHETIC_HEADER } from '../../contract';
import type { Policy } from '../../policy';
import { TaskError } from '../errors';
import type { TargetClients } from './target-clients';

/**
 * Sends one request as a user would, so that the target counts it; only its mark tells it from theirs.
 * @returns whether it was answered without a server error in time; whatever goes wrong is the target's own to measure
 */
export type SyntheticRequest = (policy: Policy, timeoutMilliseconds: number) => Promise<boolean>;

export function syntheticRequest(targets: TargetClients): SyntheticRequest {
  const clientOf = targets((configuration) => new LambdaClient({ ...configuration, maxAttempts: 1 }));
  return async (policy, timeoutMilliseconds) => {
    const { probe } = policy;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMilliseconds);
    try {
      switch (probe.kind) {
        case 'http':
          return await byHttp(probe.url, abort.signal);
        case 'invoke':
          return await byInvoke(clientOf(policy), policy, probe.payload, abort.signal);
        default:
          return probe satisfies never;
      }
    } catch (error) {
      if (error instanceof TaskError) throw error;
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function byHttp(url: string, signal: AbortSignal): Promise<boolean> {
  const headers = { [SYNTHETIC_HEADER]: '1', 'user-agent': 'self-healing-synthetic' };
  const answer = await fetch(url, { headers, redirect: 'manual', signal });
  // An unread body keeps its connection busy.
  await answer.arrayBuffer();
  return answer.status < 500;
}

async function byInvoke(
  client: LambdaClient,
  { functionName, aliasName }: Policy,
  payload: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { FunctionError } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Qualifier: aliasName,
      Payload: Buffer.from(unmarkedAsProbe(payload)),
      // What is no HTTP request has no headers to carry the mark.
      ClientContext: Buffer.from(JSON.stringify({ custom: { [SYNTHETIC_HEADER]: '1' } })).toString('base64'),
    }),
    { abortSignal: signal },
  );
  return FunctionError === undefined;
}

/** The payload is that of a probe: marked as one, the target would not count it. */
function unmarkedAsProbe(payload: string): string {
  const event = JSON.parse(payload) as { readonly headers?: unknown } | null;
  if (typeof event?.headers !== 'object' || event.headers === null) return payload;
  const others = Object.entries(event.headers).filter(([name]) => name.toLowerCase() !== PROBE_HEADER);
  return JSON.stringify({ ...event, headers: { ...Object.fromEntries(others), [SYNTHETIC_HEADER]: '1' } });
}
