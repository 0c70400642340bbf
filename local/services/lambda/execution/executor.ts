import type { Platform } from '../../../kernel/platform';
import type { FunctionVersion, LambdaFunction } from '../lambda-function';
import type { SharedTime } from '../shared-time';
import type { Environment } from './environment';
import { EnvironmentMaker } from './environment-maker';
import type { Answer } from './messages';
import { type Ending, endingOf } from './outcome';
import type { EnvironmentPool } from './pool';

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

interface Started {
  readonly environment: Environment;
  readonly init: Answer;
}

const READY: Answer = { kind: 'ready' };

/** Runs invocations in environments, warm or new. */
export class Executor {
  private readonly maker;
  private readonly traces;

  constructor(
    private readonly platform: Platform,
    sharedTime: SharedTime,
    private readonly pool: EnvironmentPool,
    watchdog: number,
  ) {
    this.maker = new EnvironmentMaker(platform, sharedTime, pool, watchdog);
    this.traces = platform.random.stream('lambda.trace');
  }

  async run(execution: Execution): Promise<Executed> {
    const { owner, version, requestId } = execution;
    const { clock, latencies } = this.platform;
    const { timeout } = version.settings;
    const warm = this.pool.take(version);
    const bornAt = clock.now();
    const first = warm === undefined ? await this.start(owner, version) : { environment: warm, init: READY };
    const log = this.maker.logOf(first.environment);
    const startedAt = clock.now();
    if (first.init.kind !== 'ready') {
      log.initFailed(endingOf(first.init, requestId, timeout), startedAt - bornAt, startedAt);
    }
    log.start(requestId, version.version, startedAt);
    // Virtual time does not pass while the handler computes; this stands for it. Before the handler, so that each one
    // starts in a step of the clock of its own and two at once do not race on their threads.
    if (clock.mode === 'virtual') await clock.sleep(latencies.invocation);
    const deadline = clock.now() + timeout * 1000;
    const { environment, init } = await this.startAgain(first, execution, deadline);
    const answer = init.kind === 'ready' ? await this.invokeAmongFaults(environment, execution, deadline) : init;
    const ending = endingOf(answer, requestId, timeout);
    const duration = Math.min(clock.now() - startedAt, timeout * 1000);
    const initDuration = warm === undefined && first.init.kind === 'ready' ? startedAt - bornAt : undefined;
    log.end({ requestId, ending, duration, initDuration, at: clock.now() });
    if (ending.environment === 'kept') this.pool.keep(owner, version, environment);
    else this.pool.discard(environment);
    return { ...ending, startedAt, duration, tail: log.tail() };
  }

  /** Invokes, unless a fault rule ends the process before, after, or at a call of the function's. */
  private async invokeAmongFaults(environment: Environment, execution: Execution, deadline: number): Promise<Answer> {
    const { crashes } = this.platform.faults;
    const { name } = execution.owner;
    if (crashes.hitsHandler(name, 'beforeHandler')) return this.crash(environment);
    crashes.begin(environment.id, name, () => environment.crash());
    try {
      const answer = await this.invoke(environment, execution, deadline);
      const handled = answer.kind === 'result' || answer.kind === 'failure';
      return handled && crashes.hitsHandler(name, 'afterHandler') ? this.crash(environment) : answer;
    } finally {
      crashes.end(environment.id);
    }
  }

  private async crash(environment: Environment): Promise<Answer> {
    await environment.crash();
    return { kind: 'exit', code: 0 };
  }

  private invoke(environment: Environment, execution: Execution, deadline: number): Promise<Answer> {
    const { requestId, functionArn, payload, clientContext } = execution;
    return environment.invoke({
      requestId,
      functionArn,
      payload,
      deadline,
      traceId: this.traceId(this.platform.clock.now()),
      ...(clientContext === undefined ? {} : { clientContext }),
    });
  }

  /** A new environment, and how its first initialisation ended. */
  private async start(owner: LambdaFunction, version: FunctionVersion): Promise<Started> {
    const { clock, latencies } = this.platform;
    if (clock.mode === 'virtual') await clock.sleep(latencies.coldStart);
    const environment = this.maker.make(owner, version);
    return { environment, init: await environment.initialise(INIT_LIMIT_MS) };
  }

  /** Initialises once more, as part of the invocation and of its time-out, as Lambda does when the first time has failed. */
  private async startAgain({ environment, init }: Started, execution: Execution, deadline: number): Promise<Started> {
    if (init.kind === 'ready') return { environment, init };
    const { owner, version } = execution;
    this.pool.discard(environment);
    const second = this.maker.make(owner, version, this.maker.logOf(environment));
    return { environment: second, init: await second.initialise(deadline - this.platform.clock.now()) };
  }

  /** Not sampled: there is no X-Ray here to send segments to. */
  private traceId(time: number): string {
    const digits = this.traces.uuid().replaceAll('-', '');
    const root = `1-${Math.floor(time / 1000).toString(16)}-${digits.slice(0, 24)}`;
    return `Root=${root};Parent=${this.traces.uuid().replaceAll('-', '').slice(0, 16)};Sampled=0`;
  }
}
