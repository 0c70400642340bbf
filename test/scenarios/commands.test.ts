import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ASSEMBLIES_VARIABLE } from './support/synthesize-assemblies';

const PROJECT = join(__dirname, '../..');
const PATIENCE_MS = 180_000;

interface Command {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
}

/** Runs one of our commands as the npm script does. */
function run(script: string, ...args: string[]): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { cwd: PROJECT });
  const command = { child, stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    command.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    command.stderr += chunk;
  });
  return command;
}

const exitCode = async ({ child }: Command): Promise<number> => (await once(child, 'close'))[0];

async function firstLine(command: Command): Promise<string> {
  while (!command.stdout.includes('\n')) {
    if (command.child.exitCode !== null) throw new Error(`ended before it was ready: ${command.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return command.stdout.split('\n')[0] ?? '';
}

describe('npm run local', () => {
  const assembly = (): string => join(process.env[ASSEMBLIES_VARIABLE] ?? '', 'sound');

  it(
    'prints one line of JSON when it is ready, serves, and ends cleanly at Ctrl-C',
    async () => {
      const command = run('local/main.ts', '--app', assembly(), '--port', '0', '--time', 'virtual', '--json');
      const ready = JSON.parse(await firstLine(command));
      expect(ready.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(Object.keys(ready.outputs)).toEqual(
        expect.arrayContaining(['ApiUrl', 'FunctionName', 'AliasName', 'StateMachineArn', 'TableName', 'TopicArn']),
      );
      const answer = await fetch(`${ready.apiUrl}/health`);
      expect([answer.status, answer.headers.get('x-version')]).toEqual([200, '1']);
      expect((await fetch(`${ready.apiUrl}/nowhere`)).status).toBe(404);
      const moved = await fetch(`${ready.endpoint}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":90}' });
      expect(moved.status).toBe(200);

      const second = run('local/main.ts', '--app', assembly(), '--port', new URL(ready.endpoint).port);
      expect(await exitCode(second)).toBe(1);
      expect(second.stderr).toContain('is in use');

      command.child.kill('SIGINT');
      expect(await exitCode(command)).toBe(0);
      expect(command.stdout.trim().split('\n')).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it('refuses a wrong option with its usage and exit code 2', async () => {
    const command = run('local/main.ts', '--time', 'later');
    expect(await exitCode(command)).toBe(2);
    expect(command.stderr).toContain('--time must be real or virtual, not "later"');
  });
});

describe('npm run demo', () => {
  it(
    'heals both incidents, and prints nothing but JSON on standard output when asked to',
    async () => {
      const command = run('demo/main.ts', '--json');
      expect(await exitCode(command)).toBe(0);
      const { incidents, wallSeconds } = JSON.parse(command.stdout);
      expect(wallSeconds).toBeGreaterThan(0);
      expect(incidents).toMatchObject([
        { remedy: 'roll back', verdict: 'Healed', fromVersion: '2', toVersion: '1' },
        { remedy: 'reset fault', verdict: 'Healed', fromVersion: '1', toVersion: '2' },
      ]);
      for (const { stages, requests, reason } of incidents) {
        expect(Object.values(stages)).toEqual([
          expect.any(Number),
          expect.any(Number),
          expect.any(Number),
          expect.any(Number),
        ]);
        expect(requests.failed).toBeGreaterThan(0);
        expect(requests.failed).toBeLessThan(requests.total);
        expect(reason).toContain('FAILURE_RATE=1');
      }
    },
    PATIENCE_MS,
  );
});
