import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthorizationMode } from '../../local/authorization/authorizer';
import { MODE_VARIABLE, USAGE_DIRECTORY_VARIABLE, WITHHELD_VARIABLE } from '../../local/authorization/settings';
import type { UsageRecord } from '../../local/authorization/usage-record';
import type { Withheld } from '../../local/authorization/withhold';
import { labelOf, type Scenario } from './label';
import { readRecords } from './records';

const PROJECT = join(__dirname, '../..');

export interface Wanted {
  readonly mode: AuthorizationMode;
  /** @default all */
  readonly only?: Scenario;
  readonly withheld?: Withheld;
  readonly quiet?: boolean;
}

export interface Ran {
  readonly passed: boolean;
  readonly records: readonly UsageRecord[];
  /** ms, by label of the scenario; and of each file by the label of the file. */
  readonly durations: ReadonlyMap<string, number>;
}

/** What the test runner writes of a run. */
interface Results {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    /** ms since the epoch. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly duration?: number | null }[];
  }[];
}

/** Runs scenarios in a process of the test runner, with records of what they used. See `prepared`. */
export async function runScenarios(wanted: Wanted): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'iam-'));
  try {
    const results = join(folder, 'results.json');
    const usage = join(folder, 'usage');
    await jest(argumentsFor(wanted, results), environmentFor(wanted, usage), wanted.quiet === true);
    if (!existsSync(results)) throw new Error('The scenarios did not run');
    const { success, testResults } = JSON.parse(readFileSync(results, 'utf8')) as Results;
    return { passed: success, records: readRecords(usage), durations: durationsOf(testResults) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function argumentsFor({ only }: Wanted, results: string): string[] {
  const noPreparation = join(PROJECT, 'scripts/iam/no-preparation.ts');
  return [
    join(PROJECT, 'node_modules/jest/bin/jest.js'),
    '--selectProjects=scenarios',
    `--setupFilesAfterEnv=${join(PROJECT, 'scripts/iam/label-clouds.ts')}`,
    // Without the one that checks grants, which this is about itself.
    '--reporters=default',
    // Far more than a scenario takes: on a busy machine slowness must not be taken for a failure.
    '--testTimeout=300000',
    '--json',
    `--outputFile=${results}`,
    `--globalSetup=${noPreparation}`,
    `--globalTeardown=${noPreparation}`,
    ...(only === undefined ? [] : [`--runTestsByPath=${only.file}`]),
    ...(only?.test === undefined ? [] : [`--testNamePattern=^${literal(only.test)}$`]),
  ];
}

function environmentFor({ mode, withheld }: Wanted, usage: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    [MODE_VARIABLE]: mode,
    [USAGE_DIRECTORY_VARIABLE]: usage,
    ...(withheld !== undefined && { [WITHHELD_VARIABLE]: JSON.stringify(withheld) }),
  };
}

function jest(args: readonly string[], env: NodeJS.ProcessEnv, quiet: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its report comes on stderr; stdout has the results a second time.
    const child = spawn(process.execPath, args, {
      cwd: PROJECT,
      env,
      stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit'],
    });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

function durationsOf(files: Results['testResults']): ReadonlyMap<string, number> {
  return new Map(
    files.flatMap(({ name, startTime, endTime, assertionResults }) => [
      [labelOf({ file: name, test: undefined }), endTime - startTime] as const,
      ...assertionResults.map(
        ({ fullName, duration }) => [labelOf({ file: name, test: fullName }), duration ?? 0] as const,
      ),
    ]),
  );
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
