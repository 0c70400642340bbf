import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../local/synthesize';
import { Traffic } from '../local/traffic';
import type { PlayedIncident } from './healed-incident';
import { playBadDeployment } from './incidents/bad-deployment';
import { playFaultyFirstDeployment } from './incidents/faulty-first-deployment';
import { Narrator } from './narrator';
import { allHealed, renderJson, renderTable } from './report';
import { createWorld, deployService, type ProtectedService, type World } from './world';

const USAGE = `Plays two incidents on the embedded AWS, in virtual time, and shows how they heal.

  npm run demo -- [options]

  --json     print one JSON document on standard output, everything else on standard error
  --seed N   same seed, same story (default 1)
  --help     this text

Exit code 0 when both incidents are healed and proven, 1 when not.
`;

const ENVIRONMENT = 'dev';
const PROJECT = join(__dirname, '..');
const REQUESTS_PER_SECOND = 2;
/** AWS time for which traffic goes on after a heal, so that the alarms are seen to calm down. Milliseconds. */
const AFTERMATH_MS = 90_000;

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const started = performance.now();
  const print = (line: string): void => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);

  print('Synthesizing the CDK app, once with a sound service and once with a faulty one …');
  const assemblies = await mkdtemp(join(tmpdir(), 'self-healing-'));
  const sound = join(assemblies, 'sound');
  const faulty = join(assemblies, 'faulty');
  let incidents: PlayedIncident[];
  try {
    await Promise.all([
      synthesize({ project: PROJECT, output: sound, context: { env: ENVIRONMENT } }),
      synthesize({
        project: PROJECT,
        output: faulty,
        context: { env: ENVIRONMENT, service: 'orders', failureRate: '1' },
      }),
    ]);
    print(
      `Synthesized in ${((performance.now() - started) / 1000).toFixed(1)} s. The embedded AWS starts; time is virtual.\n`,
    );
    incidents = await play(sound, faulty, options.seed, print);
  } finally {
    await rm(assemblies, { recursive: true, force: true });
  }

  const report = { incidents, wallSeconds: Math.round((performance.now() - started) / 100) / 10 };
  print(`\n${renderTable(report)}`);
  if (options.json) process.stdout.write(`${renderJson(report)}\n`);
  if (allHealed(report)) return 0;
  print('Not every incident was healed and proven.');
  return 1;
}

async function play(
  sound: string,
  faulty: string,
  seed: number,
  print: (line: string) => void,
): Promise<PlayedIncident[]> {
  const world = await createWorld(seed);
  try {
    const first = await scene(world, sound, 'api', print, (service, traffic, narrator) =>
      playBadDeployment(world, service, traffic, narrator),
    );
    print('');
    const second = await scene(world, faulty, 'orders', print, (service, traffic, narrator, deployedAt) =>
      playFaultyFirstDeployment(world, service, traffic, narrator, deployedAt),
    );
    return [first, second];
  } finally {
    await world.cloud.close();
  }
}

/** Deploys one service, sends it traffic, plays its incident and lets the aftermath pass. */
async function scene(
  world: World,
  assembly: string,
  name: string,
  print: (line: string) => void,
  incident: (
    service: ProtectedService,
    traffic: Traffic,
    narrator: Narrator,
    deployedAt: number,
  ) => Promise<PlayedIncident>,
): Promise<PlayedIncident> {
  const service = await deployService(world, assembly, ENVIRONMENT, name);
  const deployedAt = world.clock.now();
  const traffic = new Traffic(world.cloud, service.apiUrl, REQUESTS_PER_SECOND);
  const narrator = new Narrator(world, service, traffic, ENVIRONMENT, print);
  try {
    const played = await incident(service, traffic, narrator, deployedAt);
    narrator.tell('verdict', `${played.verdict} after ${played.remedy}`);
    await world.clock.advanceTo(world.clock.now() + AFTERMATH_MS);
    return played;
  } finally {
    narrator.stop();
    traffic.stop();
  }
}

function readOptions(): { json: boolean; seed: number; help: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    });
    if (!/^\d+$/.test(values.seed)) throw new Error(`--seed must be a whole number, not "${values.seed}"`);
    return { json: values.json, seed: Number(values.seed), help: values.help };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
