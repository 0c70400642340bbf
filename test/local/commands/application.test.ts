import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from '../../../local/application';

const folder = () => mkdtempSync(join(tmpdir(), 'application-'));

test('a folder with an assembly is that assembly', async () => {
  const assembly = folder();
  writeFileSync(join(assembly, 'manifest.json'), '{}');
  expect(await assemblyOf(assembly, () => {})).toBe(assembly);
});

test('a folder that is neither an assembly nor a CDK app is refused, with what is missing', async () => {
  const empty = folder();
  await expect(assemblyOf(empty, () => {})).rejects.toThrow(
    `${empty} is neither a cloud assembly (manifest.json is missing; npx cdk synth makes one, in cdk.out) nor a CDK app (cdk.json is missing)`,
  );
});
