import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..');

/**
 * Bundles handlers, all of them in one run of esbuild: our twelve take about a second, where a child process for
 * each (what NodejsFunction does by itself) takes nine. Stacks of one app that ask for the same share the result.
 *
 * The AWS SDK is part of the bundle, so that what is tested here is what runs on AWS. CommonJS, because the X-Ray
 * SDK below Powertools' Tracer loads Node's modules with `require`.
 *
 * @param entries paths from the repository's root, e.g. `functions/api/handler.ts`; file names must differ
 * @returns the code for each entry; a placeholder when the CDK says that this stack needs no bundling
 */
export function bundle<Entry extends string>(scope: Construct, entries: readonly Entry[]): Record<Entry, Code> {
  const codeOf = Stack.of(scope).bundlingRequired ? build(entries) : () => Code.fromInline('// not bundled');
  return Object.fromEntries(entries.map((entry) => [entry, codeOf(entry)])) as Record<Entry, Code>;
}

const built = new Map<string, string>();

function build(entries: readonly string[]): (entry: string) => Code {
  const key = entries.join();
  const outdir = built.get(key) ?? buildInto(entries);
  built.set(key, outdir);
  return (entry) => Code.fromAsset(join(outdir, nameOf(entry)));
}

/** @returns the folder with one folder for each entry */
function buildInto(entries: readonly string[]): string {
  const outdir = mkdtempSync(join(tmpdir(), 'self-healing-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => ({ in: entry, out: join(nameOf(entry), 'index') })),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outdir;
}

const nameOf = (entry: string): string => basename(entry, '.ts');
