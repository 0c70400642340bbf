import { rm } from 'node:fs/promises';
import { ASSEMBLIES_VARIABLE } from './synthesize-assemblies';

export default async function removeAssemblies(): Promise<void> {
  const directory = process.env[ASSEMBLIES_VARIABLE];
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
}
