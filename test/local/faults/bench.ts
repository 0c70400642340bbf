import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { Cloud, type CloudOptions } from '../../../local/cloud';
import type { ResourceContext } from '../../../local/cloudformation/resource-type';

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own union of commands.
  send(command: any): Promise<any>;
}

/** By source: most tests of a file share one function. */
const bundles = new Map<string, Promise<string>>();

function bundled(source: string): Promise<string> {
  const known = bundles.get(source);
  if (known !== undefined) return known;
  const stdin = { contents: source, resolveDir: process.cwd() };
  const bundle = build({ stdin, bundle: true, platform: 'node', write: false, logLevel: 'error' }).then(
    ({ outputFiles }) => outputFiles[0]?.text ?? '',
  );
  bundles.set(source, bundle);
  return bundle;
}

/** A whole cloud, with functions from source text given by the test, which may import the SDK. */
export class HostileBench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'faults-test-'));
  private readonly clients = new Map<unknown, Client>();
  private folders = 0;

  private constructor(readonly cloud: Cloud) {}

  static async start(options: Partial<CloudOptions> = {}): Promise<HostileBench> {
    // A retry of the operator's client would hide an error, and wait in real time for it.
    process.env.AWS_MAX_ATTEMPTS = '1';
    // Its functions have roles that nobody made, its queues no policies: who may do what is tried elsewhere.
    return new HostileBench(await Cloud.start({ time: 'virtual', authorization: 'record', ...options }));
  }

  async deploy(name: string, source: string, properties: Record<string, unknown> = {}): Promise<void> {
    this.folders += 1;
    const folder = join(this.folder, `asset.${this.folders}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.js'), await bundled(source));
    const type = this.cloud.services.lambda.resources.find((known) => known.type === 'AWS::Lambda::Function');
    const context: ResourceContext = {
      stackName: 'stack',
      logicalId: name,
      physicalName: () => name,
      assetPath: (key) => key,
    };
    const given = {
      FunctionName: name,
      Code: { S3Bucket: 'assets', S3Key: folder },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::000000000000:role/role-of-${name}`,
      Timeout: 60,
      ...properties,
    };
    await type?.create(given, context);
  }

  /** Sends a command as the operator, letting time move as it needs. */
  // biome-ignore lint/suspicious/noExplicitAny: any command's answer.
  ask(ClientClass: new (configuration: any) => Client, command: object): Promise<any> {
    const send = () => this.client(ClientClass).send(command);
    return this.cloud.clock.mode === 'virtual' ? this.cloud.virtualClock().drive('ask', send) : send();
  }

  // biome-ignore lint/suspicious/noExplicitAny: the function under test says what it returns.
  async invoke(name: string, event: unknown = {}): Promise<any> {
    const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) });
    return JSON.parse(Buffer.from((await this.ask(LambdaClient, command)).Payload).toString());
  }

  async pass(seconds: number): Promise<void> {
    await this.cloud.virtualClock().advanceBy(seconds * 1000);
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // biome-ignore lint/suspicious/noExplicitAny: each client has its own configuration.
  private client(ClientClass: new (configuration: any) => Client): Client {
    const known = this.clients.get(ClientClass);
    if (known !== undefined) return known;
    const client: Client = this.cloud.client<never>(ClientClass as never);
    this.clients.set(ClientClass, client);
    return client;
  }
}
