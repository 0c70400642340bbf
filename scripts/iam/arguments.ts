import { parseArgs } from 'node:util';

export const USAGE = `Runs the scenarios and shows, for each role and resource, what its policies grant and what of that was used.

  npm run iam -- [--mutate [--of TEXT]]

  --mutate   also takes out one grant after the other, and shows that a scenario fails without it
  --of TEXT  takes out only those whose role or action contains this, such as AttestRole or dynamodb:

Exit code 0; 1: something must be mended; 2: bad arguments.
`;

export interface Options {
  readonly kind: 'run';
  readonly mutate: boolean;
  /** Part of the names of the grants that are taken out. */
  readonly of: string;
}

/** @returns what to do, or what is to be printed instead, and the exit code */
export function readArguments(
  args: readonly string[],
): Options | { readonly kind: 'usage'; readonly text: string; readonly exitCode: 0 | 2 } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { mutate: { type: 'boolean' }, of: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help === true) return { kind: 'usage', text: USAGE, exitCode: 0 };
    if (values.of !== undefined && values.mutate !== true) throw new TypeError('--of goes with --mutate');
    return { kind: 'run', mutate: values.mutate === true, of: values.of ?? '' };
  } catch (error) {
    return { kind: 'usage', text: `${(error as Error).message}\n\n${USAGE}`, exitCode: 2 };
  }
}
