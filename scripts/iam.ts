import { parseArgs } from 'node:util';
import { merge } from './iam/merge';
import { showThatEachIsNeeded } from './iam/mutate';
import { prepared } from './iam/preparation';
import { report } from './iam/report';
import { runScenarios } from './iam/run-scenarios';
import { MEANT_DENIALS, NO_NARROWER } from './iam-reasons';

const USAGE = `Runs the scenarios and shows, for each role and resource, what its policies grant and what of that was used.

  npm run iam -- [--mutate [--of TEXT]]

  --mutate   also takes out one grant after the other, and shows that a scenario fails without it
  --of TEXT  takes out only those whose role or action contains this, such as AttestRole or dynamodb:

Exit code 0; 1: something must be mended; 2: bad arguments.
`;

interface Options {
  readonly mutate: boolean;
  readonly of: string;
}

/** @returns undefined when help was asked for @throws TypeError for what is no option */
function optionsOf(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { mutate: { type: 'boolean' }, of: { type: 'string' }, help: { type: 'boolean' } },
  });
  const { mutate = false, of = '', help = false } = values;
  if (values.of !== undefined && !mutate) throw new TypeError('--of goes with --mutate');
  return help ? undefined : { mutate, of };
}

async function run({ mutate, of }: Options): Promise<number> {
  const ran = await runScenarios({ mode: 'enforce' });
  const merged = merge(ran.records);
  const { lines, findings } = report(merged, NO_NARROWER, MEANT_DENIALS);
  print(lines);
  const unneeded = mutate && ran.passed ? await showThatEachIsNeeded(merged, ran.durations, of, print) : [];
  const failing = ran.passed ? [] : ['the scenarios fail as they are, so that this is not all that they use'];
  const all = [...failing, ...findings, ...unneeded];
  print([
    '',
    all.length === 0 ? 'Every grant is used.' : `To be mended: ${all.length}`,
    ...all.map((finding) => `  ${finding}`),
  ]);
  return all.length === 0 ? 0 : 1;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const chosen = options;
  return prepared(() => run(chosen));
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
