import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud, type CloudOptions } from '../../../../local/cloud';
import type { Stack } from '../../../../local/cloudformation/stack';
import type { Template } from '../../../../local/cloudformation/template';
import type { StackDeployment } from '../../../../local/services/cloudformation';

export type Resources = NonNullable<Template['Resources']>;

export interface StackSource extends Template {
  /** Names of stacks that come first. */
  readonly dependsOn?: readonly string[];
  readonly terminationProtection?: boolean;
}

/** A cloud in virtual time, and cloud assemblies of templates that a test writes. */
export class Stage {
  private written = 0;

  private constructor(
    readonly cloud: Cloud,
    private readonly folder: string,
  ) {}

  static async open(options: Partial<CloudOptions> = {}): Promise<Stage> {
    return new Stage(
      // The functions here have roles that nobody has made: who may do what is not what these tests are about.
      await Cloud.start({ time: 'virtual', authorization: 'record', ...options }),
      mkdtempSync(join(tmpdir(), 'cloudformation-test-')),
    );
  }

  /** Deploys one stack named `app` with these resources. */
  async deploy(Resources: Resources, more: Template = {}): Promise<StackDeployment> {
    const [done] = await this.deployAll({ app: { Resources, ...more } });
    if (done === undefined) throw new Error('Nothing was deployed');
    return done;
  }

  /** The error that deploying them ends with. */
  async failure(Resources: Resources, more: Template = {}): Promise<Error> {
    return this.deploy(Resources, more).then(
      () => Promise.reject(new Error('The deployment has not failed')),
      (error: Error) => error,
    );
  }

  deployAll(stacks: Readonly<Record<string, StackSource>>): Promise<StackDeployment[]> {
    return this.cloud.deploy(this.assembly(stacks));
  }

  /** Writes a cloud assembly as `cdk synth` does. Returns its folder. */
  assembly(stacks: Readonly<Record<string, StackSource>>): string {
    this.written += 1;
    const folder = join(this.folder, `assembly.${this.written}`);
    mkdirSync(folder);
    const artifacts = Object.entries(stacks).map<[string, object]>(
      ([name, { dependsOn = [], terminationProtection = false, ...template }]) => {
        writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
        return [
          name,
          {
            type: 'aws:cloudformation:stack',
            dependencies: [...dependsOn],
            properties: { templateFile: `${name}.template.json`, terminationProtection },
          },
        ];
      },
    );
    const files = this.code.map((path) => [path, { source: { path }, destinations: { here: { objectKey: path } } }]);
    writeFileSync(join(folder, 'assets.json'), JSON.stringify({ files: Object.fromEntries(files) }));
    artifacts.push(['assets', { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } }]);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
    return folder;
  }

  private readonly code: string[] = [];

  /** The Code property of a function whose module is this text. */
  codeOf(source: string): { readonly S3Bucket: string; readonly S3Key: string } {
    const path = join(this.folder, `asset.${this.code.length}`);
    mkdirSync(path);
    writeFileSync(join(path, 'index.js'), source);
    this.code.push(path);
    return { S3Bucket: 'assets', S3Key: path };
  }

  stack(name = 'app'): Stack {
    return this.cloud.stack(name);
  }

  /** What `Ref` gives for a resource of the stack `app`. */
  ref(logicalId: string): string {
    const found = this.stack().resource(logicalId);
    if (found === undefined) throw new Error(`There is no ${logicalId}`);
    return found.ref;
  }

  /** `<logical id> <status>`, oldest first, of what has happened since the stack last began something. */
  lastEvents(name = 'app'): string[] {
    const { events } = this.stack(name);
    const begin = events.findLastIndex(({ reason }) => reason === 'User Initiated');
    return events.slice(begin).map(({ logicalId, status }) => `${logicalId} ${status}`);
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
