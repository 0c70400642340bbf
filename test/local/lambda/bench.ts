import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationResponse } from '@aws-sdk/client-lambda';
import type { ResourceContext } from '../../../local/cloudformation/resource-type';
import type { Clock } from '../../../local/kernel/clock';
import { SeededRandom } from '../../../local/kernel/random';
import { VirtualClock } from '../../../local/kernel/virtual-clock';
import { createLambda } from '../../../local/services/lambda';
import { SharedTime } from '../../../local/services/lambda/shared-time';
import { OPERATOR, START, TestPlatform } from '../support/platform';

export interface Answer {
  readonly status: number | undefined;
  readonly version: string | undefined;
  readonly error: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the function under test says what it returns.
  readonly payload: any;
  readonly tail: string;
}

/** Lambda on a virtual clock, with functions from source text given by the test. */
export class LambdaBench {
  readonly platform: TestPlatform;
  readonly lambda;
  private readonly folder = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  private folders = 0;

  constructor({
    seed = 1,
    endpoint = 'http://127.0.0.1:4566',
    clock = undefined as Clock | undefined,
    watchdog = 20_000,
  } = {}) {
    const sharedTime = new SharedTime();
    this.platform = new TestPlatform();
    Object.assign(this.platform, {
      clock: clock ?? new VirtualClock(START, (now) => sharedTime.write(now)),
      random: new SeededRandom(seed),
      endpoint: () => endpoint,
    });
    this.lambda = createLambda(this.platform, { sharedTime, watchdog });
    this.platform.register(this.lambda.service);
  }

  /** Makes a function from the text of its module, as CloudFormation would. */
  async deploy(
    name: string,
    source: string,
    properties: Record<string, unknown> = {},
    file = 'index.js',
  ): Promise<void> {
    this.folders += 1;
    const folder = join(this.folder, `asset.${this.folders}`);
    mkdirSync(folder);
    writeFileSync(join(folder, file), source);
    await this.create('AWS::Lambda::Function', {
      FunctionName: name,
      Code: { S3Bucket: 'assets', S3Key: folder },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::000000000000:role/${name}`,
      ...properties,
    });
  }

  async create(type: string, properties: Record<string, unknown>) {
    const resource = this.lambda.resources.find((known) => known.type === type);
    const context: ResourceContext = {
      stackName: 'stack',
      logicalId: 'Logical',
      physicalName: () => `stack-Logical-${Object.keys(properties).length}`,
      assetPath: (key) => key,
    };
    const refused = Object.keys(properties).filter((name) => !resource?.properties.includes(name));
    if (refused.length > 0) throw new Error(`${type}: ${refused.join(', ')}`);
    return resource?.create(properties, context);
  }

  // biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
  ask(operation: string, input: object): Promise<any> {
    return this.platform.ask('lambda', operation, input);
  }

  /** Within a task, such as one of several at once. */
  // biome-ignore lint/suspicious/noExplicitAny: any operation's answer.
  call(operation: string, input: object): Promise<any> {
    return this.platform.call('lambda', operation, input, OPERATOR);
  }

  async invoke(name: string, event: unknown = {}, more: object = {}): Promise<Answer> {
    const response = await this.platform.ask<InvocationResponse>('lambda', 'Invoke', {
      FunctionName: name,
      Payload: Buffer.from(JSON.stringify(event)),
      ...more,
    });
    const text = Buffer.from(response.Payload ?? []).toString();
    return {
      status: response.StatusCode,
      version: response.ExecutedVersion,
      error: response.FunctionError,
      payload: text === '' ? undefined : JSON.parse(text),
      tail: Buffer.from(response.LogResult ?? '', 'base64').toString(),
    };
  }

  /** `[dimension set, value]` of a metric, in the order recorded. */
  metric(name: string): Array<[Readonly<Record<string, string>>, number]> {
    return this.platform.metrics
      .filter(({ datum }) => datum.name === name)
      .flatMap(({ datum }) => datum.dimensionSets.map((set): [typeof set, number] => [set, datum.values[0] as number]));
  }

  /** Sets variables and waits until the update is done. */
  async setVariables(name: string, variables: Record<string, string>): Promise<void> {
    await this.ask('UpdateFunctionConfiguration', { FunctionName: name, Environment: { Variables: variables } });
    await this.platform.pass(10);
  }

  async close(): Promise<void> {
    await this.lambda.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
