import './no-version-warning';

import type { AuthorizationMode } from './authorization/authorizer';
import { CloudAuthorization } from './authorization/cloud-authorization';
import { refuseExpiredSessions } from './authorization/expired-session';
import { authorizationSettings, withholding } from './authorization/settings';
import type { Denial } from './authorization/uses';
import type { Stack, StackOutput } from './cloudformation/stack';
import { throughFaults } from './faults/call-faults';
import { controlPlaneLimit } from './faults/control-plane-limit';
import { Faults } from './faults/faults';
import { type Clock, HOLD_HEADER } from './kernel/clock';
import { CredentialRegistry } from './kernel/credentials';
import { Dispatcher, type Passage } from './kernel/dispatcher';
import { type Latencies, latenciesWith } from './kernel/latencies';
import type { Platform } from './kernel/platform';
import { SeededRandom } from './kernel/random';
import { VirtualClock } from './kernel/virtual-clock';
import { WallClock } from './kernel/wall-clock';
import { AwsRoute } from './protocol/aws-route';
import { modelledConstraints } from './protocol/check-constraints';
import { deployRoute } from './protocol/deploy-route';
import { executeApiRoute } from './protocol/execute-api-route';
import { FrontDoor } from './protocol/front-door';
import { localRoute } from './protocol/local-route';
import { createServices, type Services } from './services';
import type { MutateTemplate, StackDeployment } from './services/cloudformation';
import { SharedTime } from './services/lambda/shared-time';

export interface CloudOptions {
  readonly time: 'real' | 'virtual';
  /** Same seed, same history. Default 1. */
  readonly seed?: number;
  /** Loopback port; 0 takes a free one. Default 0. */
  readonly port?: number;
  /** Where virtual time begins, ms since the epoch. Default 2026-01-01T00:00:00Z. */
  readonly start?: number;
  /** Milliseconds; what is not given is as in the table of kernel/latencies.ts. */
  readonly latencies?: Partial<Latencies>;
  /** Refuses control-plane requests of Lambda beyond its published quota, 15 a second. Default false. */
  readonly controlPlaneLimit?: boolean;
  /**
   * Whether a call that nobody has allowed is denied, or only noted. Default: what the environment says
   * (EMBEDDED_AWS_AUTHORIZATION), else enforce.
   */
  readonly authorization?: AuthorizationMode;
  /** Changes templates before they are deployed, to show what a part of them is for. */
  readonly mutateTemplate?: MutateTemplate;
  /** Sees every call that takes effect, last before its operation. */
  readonly observe?: Passage;
}

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const OPERATOR = { accessKeyId: 'operator', secretAccessKey: 'operator' };

/** An AWS of its own in this process, behind one loopback port. */
export class Cloud {
  private constructor(
    readonly endpoint: string,
    readonly clock: Clock,
    readonly services: Services,
    /** Fault rules: what makes this cloud hostile. */
    readonly faults: Faults,
    private readonly authorization: CloudAuthorization,
    private readonly credentials: CredentialRegistry,
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
    const settings = authorizationSettings();
    const authorization = new CloudAuthorization(
      options.authorization ?? settings.mode ?? 'enforce',
      { account: ACCOUNT, region: REGION },
      () => services,
      settings,
    );
    const faults: Faults = new Faults(random, () => dispatcher.operations());
    const dispatcher: Dispatcher = new Dispatcher(ids, [
      throughFaults(faults, clock),
      modelledConstraints,
      ...(options.controlPlaneLimit === true ? [controlPlaneLimit(clock)] : []),
      refuseExpiredSessions(clock),
      authorization.authorizer.passage(),
      ...(options.observe === undefined ? [] : [options.observe]),
    ]);
    let endpoint = '';

    const platform: Platform = {
      clock,
      random,
      latencies: latenciesWith(options.latencies),
      faults,
      credentials,
      authorization: authorization.authorizer,
      account: ACCOUNT,
      region: REGION,
      endpoint: () => endpoint,
      call: (service, operation, input, principal) => dispatcher.call(service, operation, input, principal),
      log: (group, stream, message, writer) => services.logs.write(group, stream, message, writer),
      metric: (datum, delay) => services.cloudwatch.record(datum, delay),
      emit: (event) => services.events.put(event),
    };
    const services = createServices(platform, sharedTime, options.mutateTemplate ?? withholding(settings));
    for (const service of services.all) dispatcher.register(service);

    const door = new FrontDoor(clock, [
      deployRoute((assembly) => services.cloudformation.deploy(assembly)),
      localRoute(clock, faults),
      executeApiRoute((request) => services.apigateway.handle(request)),
      new AwsRoute(dispatcher, credentials, ids),
    ]);
    endpoint = await door.listen(options.port ?? 0);
    return new Cloud(endpoint, clock, services, faults, authorization, credentials, door);
  }

  /**
   * Creates or updates the stacks of a cloud assembly; see Deployer.deploy. Virtual time goes on as long as that takes;
   * from within a task of the clock, such as one that is due while something else moves it, the task waits for it.
   */
  deploy(directory: string, only?: readonly string[]): Promise<StackDeployment[]> {
    return this.inTime('deploy', () => this.services.cloudformation.deploy(directory, only));
  }

  /** Removes a stack with its resources; see Deployer.delete. */
  delete(stack: string): Promise<void> {
    return this.inTime('delete', () => this.services.cloudformation.delete(stack));
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

  /** What was, or would have been, denied so far, to roles and to services; never to the operator. */
  denials(): readonly Denial[] {
    return this.authorization.denials();
  }

  /** Makes an SDK client that talks to this cloud as the operator, or as a role, by its ARN. */
  client<Client extends SdkClient>(
    ClientClass: new (configuration: ClientConfiguration) => Client,
    roleArn?: string,
  ): Client {
    const client = new ClientClass({
      endpoint: this.endpoint,
      region: REGION,
      credentials: roleArn === undefined ? OPERATOR : this.credentials.issue(roleArn, 'client'),
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
    this.authorization.writeUsage();
    this.clock.stop();
    await this.services.close();
    await this.door.close();
  }

  private inTime<T>(label: string, work: () => Promise<T>): Promise<T> {
    const isWithinTask = this.clock.currentHolds().length > 0;
    return this.clock instanceof VirtualClock && !isWithinTask ? this.clock.drive(label, work) : work();
  }

  private holdHeader(): Record<string, string> {
    const holds = this.clock.currentHolds();
    return holds.length === 0 ? {} : { [HOLD_HEADER]: holds.join(',') };
  }
}

interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

interface SdkClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client's stack has its own input and output types.
  readonly middlewareStack: { add(middleware: (next: any) => (args: any) => any, options: object): void };
}
