import { merge } from './iam/merge';
import { showThatEachIsNeeded } from './iam/mutate';
import { prepared } from './iam/preparation';
import { report } from './iam/report';
import { runScenarios } from './iam/run-scenarios';
import { MEANT_DENIALS, NO_NARROWER } from './iam-reasons';

/**
 * Runs the scenarios and shows, for each role and resource, what its policies grant and what of that was used; with
 * `--mutate` also that a scenario fails without each grant. Ends with 1 when something must be mended.
 */
async function main(): Promise<number> {
  const mutate = process.argv.includes('--mutate');
  const ran = await runScenarios({ mode: 'enforce' });
  const merged = merge(ran.records);
  const { lines, findings } = report(merged, NO_NARROWER, MEANT_DENIALS);
  print(lines);
  const unneeded = mutate && ran.passed ? await showThatEachIsNeeded(merged, ran.durations, print) : [];
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

prepared(main).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
