import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Policy, PROBE_HEADER, VERSION_HEADER } from '../../contract';
import { messageOf } from '../errors';
import type { ProbeAnswer, Prober } from '../ports';

/** Probes a target the way its policy asks for. */
export function prober(client = new LambdaClient({ maxAttempts: 1 })): Prober {
  return async (policy, timeoutMilliseconds) => {
    const { probe } = policy;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMilliseconds);
    try {
      switch (probe.kind) {
        case 'http':
          return await byHttp(probe.url, abort.signal);
        case 'invoke':
          return await byInvoke(client, policy, probe.payload, abort.signal);
        default:
          return probe satisfies never;
      }
    } catch (error) {
      const why = abort.signal.aborted ? `none within ${timeoutMilliseconds} ms` : messageOf(error);
      return { kind: 'noAnswer', why };
    } finally {
      clearTimeout(timer);
    }
  };
}

async function byHttp(url: string, signal: AbortSignal): Promise<ProbeAnswer> {
  const answer = await fetch(url, { headers: { [PROBE_HEADER]: '1' }, redirect: 'manual', signal });
  // An unread body keeps its connection busy.
  await answer.arrayBuffer();
  return { kind: 'answer', ok: answer.ok, version: answer.headers.get(VERSION_HEADER) ?? undefined };
}

async function byInvoke(
  client: LambdaClient,
  { functionName, aliasName }: Policy,
  payload: string,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: functionName, Qualifier: aliasName, Payload: Buffer.from(payload) }),
    { abortSignal: signal },
  );
  return {
    kind: 'answer',
    ok: answer.FunctionError === undefined && !answersServerError(answer.Payload),
    version: answer.ExecutedVersion,
  };
}

/** An HTTP function that answers 500 has not failed in Lambda's eyes. */
function answersServerError(payload: Uint8Array | undefined): boolean {
  try {
    const result = JSON.parse(Buffer.from(payload ?? []).toString()) as { statusCode?: unknown } | null;
    return typeof result?.statusCode === 'number' && result.statusCode >= 500;
  } catch {
    return false;
  }
}
