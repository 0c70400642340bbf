import './no-version-warning';

import type { Stack, StackOutput } from './cloudformation/stack';
import { type Clock, HOLD_HEADER } from './kernel/clock';
import { CredentialRegistry } from './kernel/credentials';
import { Dispatcher } from './kernel/dispatcher';
import { DEFAULT_LATENCIES, type Latencies } from './kernel/latencies';
import type { Platform } from './kernel/platform';
import { SeededRandom } from './kernel/random';
import { VirtualClock } from './kernel/virtual-clock';
import { WallClock } from './kernel/wall-clock';
import { AwsRoute } from './protocol/aws-route';
import { executeApiRoute } from './protocol/execute-api-route';
import { FrontDoor } from './protocol/front-door';
import { localRoute } from './protocol/local-route';
import { createServices, type Services } from './services';
import { SharedTime } from './services/lambda/shared-time';

export interface CloudOptions {
  readonly time: 'real' | 'virtual';
  /** Same seed, same history. Default 1. */
  readonly seed?: number;
  /** Loopback port; 0 takes a free one. Default 0. */
  readonly port?: number;
  /** Where virtual time begins, ms since the epoch. Default 2026-01-01T00:00:00Z. */
  readonly start?: number;
  readonly latencies?: Partial<Latencies>;
}

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** An AWS of its own in this process, behind one loopback port. */
export class Cloud {
  private constructor(
    readonly endpoint: string,
    readonly clock: Clock,
    readonly services: Services,
    private readonly door: FrontDoor,
  ) {}

  static async start(options: CloudOptions): Promise<Cloud> {
    const sharedTime = new SharedTime();
    const start = options.start ?? Date.UTC(2026, 0, 1);
    sharedTime.write(start);
    const clock: Clock =
      options.time === 'virtual'
        ? new VirtualClock(start, (now) => sharedTime.write(now))
        : new WallClock((error) => {
            process.stderr.write(`embedded AWS: ${error instanceof Error ? error.stack : String(error)}\n`);
          });
    const random = new SeededRandom(options.seed ?? 1);
    const credentials = new CredentialRegistry(ACCOUNT);
    const ids = random.stream('requests');
    const dispatcher = new Dispatcher(ids);
    let endpoint = '';

    const platform: Platform = {
      clock,
      random,
      latencies: { ...DEFAULT_LATENCIES, ...options.latencies },
      credentials,
      account: ACCOUNT,
      region: REGION,
      endpoint: () => endpoint,
      call: (service, operation, input, principal) => dispatcher.call(service, operation, input, principal),
      log: (group, stream, message) => services.logs.write(group, stream, message),
      metric: (datum, delay) => services.cloudwatch.record(datum, delay),
      emit: (event) => services.events.put(event),
    };
    const services = createServices(platform, sharedTime);
    for (const service of services.all) dispatcher.register(service);

    const door = new FrontDoor(clock, [
      localRoute(clock),
      executeApiRoute((request) => services.apigateway.handle(request)),
      new AwsRoute(dispatcher, credentials, ids),
    ]);
    endpoint = await door.listen(options.port ?? 0);
    return new Cloud(endpoint, clock, services, door);
  }

  /** Creates the stacks of a cloud assembly; see CloudFormation.deploy. */
  deploy(directory: string, only?: readonly string[]): Promise<Stack[]> {
    const work = () => this.services.cloudformation.deploy(directory, only);
    return this.clock instanceof VirtualClock ? this.clock.drive('deploy', work) : work();
  }

  /** A standing stack, by name. */
  stack(name: string): Stack {
    const found = this.services.cloudformation.stacks().find((stack) => stack.name === name);
    if (found === undefined) throw new Error(`There is no stack named ${name} here`);
    return found;
  }

  /** Outputs of all stacks, in order of deployment. */
  outputs(): StackOutput[] {
    return this.services.cloudformation.stacks().flatMap((stack) => stack.outputs);
  }

  /** Makes an SDK client that talks to this cloud as the operator. */
  client<Client extends SdkClient>(ClientClass: new (configuration: ClientConfiguration) => Client): Client {
    const client = new ClientClass({
      endpoint: this.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
    });
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        Object.assign(headers, this.holdHeader());
        return next(args);
      },
      { step: 'build', name: 'clockHolds' },
    );
    return client;
  }

  /** `fetch` whose caller does not keep virtual time from moving while the answer waits for time. */
  fetch(url: string, init: RequestInit = {}): Promise<Response> {
    return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...this.holdHeader() } });
  }

  /**
   * In virtual time: lets time go on until `check` gives a value, looking once every `everySeconds`.
   * @returns that value, or undefined when `deadline` (ms since the epoch) came first
   */
  async waitFor<T>(
    everySeconds: number,
    deadline: number,
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const clock = this.virtualClock();
    let found: T | undefined;
    const look = (): void => {
      clock.at(clock.now() + everySeconds * 1000, 'wait for', async () => {
        found = await check();
        if (found === undefined && clock.now() < deadline) look();
      });
    };
    look();
    await clock.runUntil(() => found !== undefined, deadline);
    return found;
  }

  /** The clock of virtual time; an error in real time, where nobody can move it. */
  virtualClock(): VirtualClock {
    if (this.clock instanceof VirtualClock) return this.clock;
    throw new Error('This needs virtual time: start the cloud with { time: "virtual" }');
  }

  async close(): Promise<void> {
    this.clock.stop();
    await this.services.close();
    await this.door.close();
  }

  private holdHeader(): Record<string, string> {
    const holds = this.clock.currentHolds();
    return holds.length === 0 ? {} : { [HOLD_HEADER]: holds.join(',') };
  }
}

interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface SdkClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client's stack has its own input and output types.
  readonly middlewareStack: { add(middleware: (next: any) => (args: any) => any, options: object): void };
}
