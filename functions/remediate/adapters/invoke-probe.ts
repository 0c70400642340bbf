import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PROBE_HEADER } from '../../contract';
import type { ProbeAnswer } from '../ports';

/** What is invoked, and with what. */
export interface Invocation {
  readonly functionName: string;
  /** An alias or a version. */
  readonly qualifier: string;
  /** JSON. */
  readonly payload: string;
}

/** One invocation as a probe. What the function does is an answer; what keeps Lambda from running it is thrown. */
export async function invokeProbe(
  client: LambdaClient,
  { functionName, qualifier, payload }: Invocation,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const sentAt = Date.now();
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Qualifier: qualifier,
      Payload: Buffer.from(marked(payload)),
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

/** A payload that has headers, such as the event of an HTTP API, says by one of them that it is a probe. */
function marked(payload: string): string {
  const event = parse(payload) as { headers?: unknown } | null | undefined;
  const headers = event?.headers;
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return payload;
  return JSON.stringify({ ...event, headers: { ...headers, [PROBE_HEADER]: '1' } });
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
  const result = parse(Buffer.from(payload ?? []).toString()) as { statusCode?: unknown } | null | undefined;
  return typeof result?.statusCode === 'number' && result.statusCode >= 500;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
