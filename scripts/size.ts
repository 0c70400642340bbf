import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A synthesized function and the bytes of its code before compression, as Lambda loads them. */
interface FunctionSize {
  readonly name: string;
  readonly bytes: number;
}

const ASSEMBLY = join(__dirname, '..', 'cdk.out');

interface Template {
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Metadata?: Record<string, string>; readonly Properties?: FunctionProperties }
  >;
}
interface FunctionProperties {
  readonly Code?: { readonly S3Key?: string };
}
interface AssetManifest {
  readonly files: Record<string, { readonly source: { readonly path: string } }>;
}

/** Sizes of all functions of an assembly, largest first. */
function functionSizes(assembly: string): FunctionSize[] {
  const manifest = readJson<{ artifacts: Record<string, { type: string; properties?: { templateFile?: string } }> }>(
    join(assembly, 'manifest.json'),
  );
  return Object.entries(manifest.artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .flatMap(([stack, artifact]) => sizesIn(assembly, stack, artifact.properties?.templateFile ?? ''))
    .sort((a, b) => b.bytes - a.bytes);
}

function sizesIn(assembly: string, stack: string, templateFile: string): FunctionSize[] {
  const template = readJson<Template>(join(assembly, templateFile));
  const assets = readJson<AssetManifest>(join(assembly, `${stack}.assets.json`));
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === 'AWS::Lambda::Function')
    .map(([id, { Metadata, Properties }]) => {
      const name = Metadata?.['aws:cdk:path']?.replace(/\/Resource$/, '') ?? `${stack}/${id}`;
      const hash = Properties?.Code?.S3Key?.replace(/\.zip$/, '');
      const path = hash && assets.files[hash]?.source.path;
      if (!path) throw new Error(`${name} has no code among the assets of ${stack}`);
      return { name, bytes: bytesBelow(join(assembly, path)) };
    });
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

const row = (name: string, bytes: number): string =>
  `${name.padEnd(44)}${String(bytes).padStart(10)} bytes${(bytes / 1024).toFixed(1).padStart(10)} KiB`;

function main(): void {
  if (!existsSync(join(ASSEMBLY, 'manifest.json'))) {
    console.error('There is no cdk.out to measure. Make it with: npx cdk synth -q');
    process.exitCode = 1;
    return;
  }
  const sizes = functionSizes(ASSEMBLY);
  for (const { name, bytes } of sizes) console.log(row(name, bytes));
  console.log(
    row(
      `total of ${sizes.length} functions`,
      sizes.reduce((sum, size) => sum + size.bytes, 0),
    ),
  );
}

main();
