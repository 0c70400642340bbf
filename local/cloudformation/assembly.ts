import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Template } from './template';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** The template as it was given, where that was text. */
  readonly text?: string;
  /** Values of parameters; those that are not given have their default. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What parameters that name one of SSM stood for when they were last read. */
  readonly resolved?: Readonly<Record<string, string>>;
  readonly capabilities?: readonly string[];
  /** Shown with the stack; its resources do not get them here. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of stacks that must stand before this one. */
  readonly dependsOn: readonly string[];
  /** Folder or file of an asset by the S3 key that the template names. */
  readonly assets: ReadonlyMap<string, string>;
  /** Whether deleting the stack is refused. */
  readonly terminationProtection: boolean;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
    readonly terminationProtection?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      readonly source: { readonly path?: string };
      readonly destinations: Record<string, { readonly objectKey: string }>;
    }
  >;
}

/** Reads what `cdk synth` wrote into `directory`; stacks come in an order that respects their dependencies. */
export function readAssembly(directory: string): AssemblyStack[] {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new Error(
      `There is no cloud assembly in ${resolve(directory)} (manifest.json is missing); run: npx cdk synth`,
    );
  }
  const artifacts: Record<string, Artifact> = JSON.parse(readFileSync(manifestFile, 'utf8')).artifacts;
  const assets = readAssets(directory, Object.values(artifacts));
  const stackIds = Object.keys(artifacts).filter((id) => artifacts[id]?.type === 'aws:cloudformation:stack');
  const stackName = (id: string): string => artifacts[id]?.properties?.stackName ?? id;

  const ordered: string[] = [];
  const visit = (id: string): void => {
    if (ordered.includes(id)) return;
    for (const dependency of artifacts[id]?.dependencies ?? []) if (stackIds.includes(dependency)) visit(dependency);
    ordered.push(id);
  };
  for (const id of stackIds) visit(id);

  return ordered.map((id) => ({
    name: stackName(id),
    template: JSON.parse(readFileSync(join(directory, artifacts[id]?.properties?.templateFile ?? ''), 'utf8')),
    dependsOn: (artifacts[id]?.dependencies ?? []).filter((dependency) => stackIds.includes(dependency)).map(stackName),
    assets,
    terminationProtection: artifacts[id]?.properties?.terminationProtection ?? false,
    tags: artifacts[id]?.properties?.tags ?? {},
  }));
}

function readAssets(directory: string, artifacts: readonly Artifact[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const artifact of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest' || artifact.properties?.file === undefined) continue;
    const manifest: AssetManifest = JSON.parse(readFileSync(join(directory, artifact.properties.file), 'utf8'));
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) paths.set(objectKey, resolve(directory, source.path));
    }
  }
  return paths;
}
