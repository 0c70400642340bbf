import type { Platform } from '../../../kernel/platform';
import type { FunctionVersion, LambdaFunction } from '../lambda-function';
import type { SharedTime } from '../shared-time';
import { Environment } from './environment';
import { InvocationLog } from './invocation-log';
import type { Answer } from './messages';
import { type Ending, endingOf } from './outcome';
import type { EnvironmentPool } from './pool';
import { environmentVariables } from './variables';

/** What is to be run. */
export interface Execution {
  readonly owner: LambdaFunction;
  readonly version: FunctionVersion;
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  readonly clientContext?: string;
}

export interface Executed extends Ending {
  /** Start of the invocation, after a cold start; ms since the epoch. */
  readonly startedAt: number;
  /** ms */
  readonly duration: number;
  /** The last 4 KB of the log. */
  readonly tail: string;
}

/** Lambda gives the module 10 s to start; then it tries once more within the function's own time-out. */
const INIT_LIMIT_MS = 10_000;

/** Runs invocations in environments, warm or new. */
export class Executor {
  private readonly logs = new WeakMap<Environment, InvocationLog>();
  private readonly traces;
  private readonly streams;
  private readonly seeds;
  private started = 0;

  constructor(
    private readonly platform: Platform,
    private readonly sharedTime: SharedTime,
    private readonly pool: EnvironmentPool,
    private readonly watchdog: number,
  ) {
    this.traces = platform.random.stream('lambda.trace');
    this.seeds = platform.random.stream('lambda.environment-seed');
    this.streams = platform.random.stream('lambda.log-stream');
    sharedTime.write(platform.clock.now());
  }

  async run(execution: Execution): Promise<Executed> {
    const { owner, version, requestId } = execution;
    const { clock, latencies } = this.platform;
    const warm = this.pool.take(version);
    const bornAt = clock.now();
    const { environment, answer: init } =
      warm === undefined ? await this.start(owner, version) : { environment: warm, answer: undefined };
    const log = this.logs.get(environment) as InvocationLog;
    const startedAt = clock.now();
    log.start(requestId, version.version, startedAt);
    // Virtual time does not pass while the handler computes; this stands for it. Before the handler, so that each one
    // starts in a step of the clock of its own and two at once do not race on their threads.
    if (clock.mode === 'virtual') await clock.sleep(latencies.invocation);
    const answer = init === undefined || init.kind === 'ready' ? await this.invoke(environment, execution) : init;
    const { timeout } = version.settings;
    const ending = endingOf(answer, requestId, timeout);
    const duration = Math.min(clock.now() - startedAt, timeout * 1000);
    const initDuration = warm === undefined ? startedAt - bornAt : undefined;
    log.end({ requestId, ending, duration, initDuration, at: clock.now() });
    if (ending.environment === 'kept') this.pool.keep(owner, version, environment);
    else this.pool.discard(environment);
    return { ...ending, startedAt, duration, tail: log.tail() };
  }

  private invoke(environment: Environment, execution: Execution): Promise<Answer> {
    const { requestId, functionArn, payload, clientContext, version } = execution;
    const now = this.platform.clock.now();
    return environment.invoke({
      requestId,
      functionArn,
      payload,
      deadline: now + version.settings.timeout * 1000,
      traceId: this.traceId(now),
      ...(clientContext === undefined ? {} : { clientContext }),
    });
  }

  private async start(
    owner: LambdaFunction,
    version: FunctionVersion,
  ): Promise<{ environment: Environment; answer: Answer }> {
    const { clock, latencies } = this.platform;
    if (clock.mode === 'virtual') await clock.sleep(latencies.coldStart);
    const environment = this.create(owner, version);
    const answer = await environment.initialise(INIT_LIMIT_MS);
    if (answer.kind !== 'timeout') return { environment, answer };
    this.pool.discard(environment);
    const second = this.create(owner, version);
    return { environment: second, answer: await second.initialise(version.settings.timeout * 1000) };
  }

  private create(owner: LambdaFunction, version: FunctionVersion): Environment {
    const { platform } = this;
    const { settings } = version;
    this.started += 1;
    const day = new Date(platform.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const stream = `${day}/[${version.version}]${this.streams.uuid().replaceAll('-', '')}`;
    const log = new InvocationLog(settings, (message) => platform.log(settings.logging.group, stream, message));
    const environment: Environment = new Environment({
      id: `${owner.name}:${version.version}-${this.started}`,
      clock: platform.clock,
      start: {
        taskRoot: settings.code.folder,
        handler: settings.handler,
        runtime: settings.runtime,
        endpoint: platform.endpoint(),
        time: this.sharedTime.buffer,
        seed: Math.floor(this.seeds.next() * 2 ** 32),
      },
      variables: environmentVariables(platform, owner, version, stream),
      watchdog: this.watchdog,
      onLine: (message) => log.line(message),
      onEnd: () => this.pool.forget(environment),
    });
    this.pool.add(environment);
    this.logs.set(environment, log);
    return environment;
  }

  /** Not sampled: there is no X-Ray here to send segments to. */
  private traceId(time: number): string {
    const digits = this.traces.uuid().replaceAll('-', '');
    const root = `1-${Math.floor(time / 1000).toString(16)}-${digits.slice(0, 24)}`;
    return `Root=${root};Parent=${this.traces.uuid().replaceAll('-', '').slice(0, 16)};Sampled=0`;
  }
}
