import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { COLD_START_HEADER, type Policy, PROBE_HEADER, VERSION_HEADER } from '../../contract';
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
  // The gateway's own word for a function that crashed, was throttled or took too long.
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

async function byInvoke(
  client: LambdaClient,
  { functionName, aliasName }: Policy,
  payload: string,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const sentAt = Date.now();
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Qualifier: aliasName,
      Payload: Buffer.from(payload),
      LogType: 'Tail',
    }),
    { abortSignal: signal },
  );
  return {
    kind: 'answer',
    ok: answer.FunctionError === undefined && !answersServerError(answer.Payload),
    version: answer.ExecutedVersion,
    latencyMs: Date.now() - sentAt,
    coldStart: reportsColdStart(answer.LogResult),
  };
}

/**
 * Lambda's report on the invocation, at the end of the log's tail, tells how long it took to start the environment, if it
 * did. A function whose system log level is WARN has no report: there a slow cold start is a failure like any other.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
const reportsColdStart = (logTail: string | undefined): boolean =>
  /\b(Init|Restore) Duration: |"(init|restore)DurationMs":/.test(Buffer.from(logTail ?? '', 'base64').toString());

/** An HTTP function that answers 500 has not failed in Lambda's eyes. */
function answersServerError(payload: Uint8Array | undefined): boolean {
  try {
    const result = JSON.parse(Buffer.from(payload ?? []).toString()) as { statusCode?: unknown } | null;
    return typeof result?.statusCode === 'number' && result.statusCode >= 500;
  } catch {
    return false;
  }
}
