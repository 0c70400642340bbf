import { type Options, readArguments } from './iam/arguments';
import { merge } from './iam/merge';
import { showThatEachIsNeeded } from './iam/mutate';
import { prepared } from './iam/preparation';
import { report } from './iam/report';
import { runScenarios } from './iam/run-scenarios';
import { MEANT_DENIALS, NO_NARROWER } from './iam-reasons';

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
  const asked = readArguments(process.argv.slice(2));
  if (asked.kind === 'run') return prepared(() => run(asked));
  (asked.exitCode === 0 ? process.stdout : process.stderr).write(asked.text);
  return asked.exitCode;
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
