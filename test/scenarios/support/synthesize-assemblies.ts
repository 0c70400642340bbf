import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../local/synthesize';
import { synthesizeFleet } from './fleet';

/** Variable that tells the scenarios where the assemblies are. */
export const ASSEMBLIES_VARIABLE = 'SCENARIO_ASSEMBLIES';

/** The assembly of many services, of which a scenario may deploy some; see `deployFleet`. */
export const FLEET = 'fleet';
const FLEET_SIZE = 20;

const PROJECT = join(__dirname, '../../..');

/** The assemblies that scenarios deploy, by name: our app with some context, or one that uses ours. */
const ASSEMBLIES = {
  sound: { context: {} },
  faulty: { context: { service: 'orders', failureRate: '1' } },
  ownFunction: { context: {}, app: 'node --import tsx test/scenarios/support/own-function-app.ts' },
};

export type AssemblyName = keyof typeof ASSEMBLIES;

/** Synthesizes once for all scenarios; each deploys into a cloud of its own. */
export default async function synthesizeAssemblies(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scenarios-'));
  process.env[ASSEMBLIES_VARIABLE] = directory;
  await Promise.all([
    synthesizeFleet(FLEET_SIZE, join(directory, FLEET)),
    ...Object.entries(ASSEMBLIES).map(([name, what]) =>
      synthesize({ project: PROJECT, output: join(directory, name), ...what }),
    ),
  ]);
}
