import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** A date in a header has whole seconds and has been under way, so a smaller difference means nothing. Milliseconds. */
const TOLERANCE = 2_000;

/**
 * The clock that the healer goes by: an order "until" some time is compared there, so a laptop whose clock is wrong, or an
 * embedded AWS whose virtual time has skipped ahead, must not shift it.
 * @param client whose answers are listened to; until the first, this machine's clock is taken
 * @returns epoch milliseconds
 */
export function awsTime(client: CloudFormationClient): () => number {
  let ahead = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const difference = Date.parse(headers?.date ?? '') - Date.now();
      ahead = Math.abs(difference) > TOLERANCE ? difference : 0;
      return result;
    },
    { step: 'deserialize', name: 'awsTime' },
  );
  return () => Date.now() + ahead;
}
