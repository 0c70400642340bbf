import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { synthesize } from './synthesize';

/**
 * The cloud assembly of a folder: the folder itself, or what its CDK app synthesizes, into a folder of its own that goes
 * with the process, so that two of us may start at once.
 * @throws Error for a folder that is neither
 */
export async function assemblyOf(folder: string, progress: (line: string) => void): Promise<string> {
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  if (!existsSync(join(folder, 'cdk.json'))) {
    throw new Error(
      `${resolve(folder)} is neither a cloud assembly (manifest.json is missing; npx cdk synth makes one, in cdk.out) ` +
        'nor a CDK app (cdk.json is missing)',
    );
  }
  progress(`Synthesizing the CDK app of ${resolve(folder)} …`);
  const output = await mkdtemp(join(tmpdir(), 'embedded-aws-'));
  process.once('exit', () => rmSync(output, { recursive: true, force: true }));
  await synthesize({ project: resolve(folder), output });
  return output;
}
