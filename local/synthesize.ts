import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface SynthesisOptions {
  /** Folder with cdk.json. */
  readonly project: string;
  /** Where the cloud assembly goes. */
  readonly output: string;
  /** CDK context, as `-c key=value`. */
  readonly context?: Readonly<Record<string, string>>;
  /** Command that runs the CDK app. Default: what cdk.json says. */
  readonly app?: string;
  /** More variables for the app's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * CDK's validation of the finished template, about two seconds: what deploys it here refuses what it does not know by
 * itself, and `npm run synth`, which continuous integration runs, validates.
 */
const WITHOUT_VALIDATION = { CDK_VALIDATION: 'false' };

/** The project's own CDK command line, or else ours. */
function cliOf(project: string): string {
  const clis = [project, join(__dirname, '..')].map((folder) => join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk'));
  return clis.find((cli) => existsSync(cli)) ?? String(clis[0]);
}

/** Runs `cdk synth` as a developer would. Rejects with what it printed when it fails. */
export function synthesize({ project, output, context = {}, app, environment = {} }: SynthesisOptions): Promise<void> {
  const cli = cliOf(project);
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const args = [
    cli,
    'synth',
    '--quiet',
    '--no-notices',
    '--no-version-reporting',
    '--output',
    output,
    ...settings,
    ...(app === undefined ? [] : ['--app', app]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: project,
      env: { ...process.env, ...WITHOUT_VALIDATION, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`cdk synth failed with exit code ${code}:\n${Buffer.concat(printed).toString('utf8')}`));
    });
  });
}
