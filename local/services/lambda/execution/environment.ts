import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Clock, type ClockTimer, HOLD_HEADER } from '../../../kernel/clock';
import type { Answer, FromWorker, InvocationRequest, ToWorker, WorkerStart } from './messages';

const BOOTSTRAP = join(__dirname, '..', 'runtime', 'bootstrap.js');
export interface EnvironmentOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly start: Pick<WorkerStart, 'taskRoot' | 'handler' | 'runtime' | 'endpoint' | 'time' | 'seed'>;
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Real time that the thread may compute without coming to rest or asking AWS for something, in milliseconds. Real,
   * because virtual time stands still for an endless loop: no time-out of the function would ever come.
   */
  readonly watchdog: number;
  readonly onLine: (message: string) => void;
  /** The thread has ended by itself or was ended. */
  readonly onEnd: () => void;
}

/**
 * One execution environment: a worker thread that runs one invocation at a time. It holds the clock while the
 * thread computes, and lets go while the thread only waits for time or for the answer to a request.
 */
export class Environment {
  private readonly worker: Worker;
  private readonly hold: string;
  /** Holds of its requests: of those to other hosts, and of those to the embedded AWS that wait for time. */
  private readonly requests = new Set<string>();
  private watchdog: NodeJS.Timeout | undefined;
  private sequence = 0;
  private wakeUp: ClockTimer | undefined;
  private answered: ((answer: Answer) => void) | undefined;
  private ended = false;

  constructor(private readonly options: EnvironmentOptions) {
    const { clock, id } = options;
    this.hold = `function ${id}`;
    const workerData: WorkerStart = {
      ...options.start,
      virtual: clock.mode === 'virtual',
      owner: this.hold,
      holdHeader: HOLD_HEADER,
    };
    this.takeHold();
    clock.watch(this.hold, { arrived: () => this.watchdog?.refresh(), parked: (name) => this.parked(name) });
    // execArgv: the thread starts without the loaders (tsx) of the main thread. stdout and stderr: nothing that
    // gets past the bootstrap's own streams reaches the screen.
    this.worker = new Worker(BOOTSTRAP, {
      workerData,
      env: options.variables,
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.worker.unref();
    this.worker.on('message', (message: FromWorker) => this.receive(message));
    this.worker.on('error', () => this.end({ kind: 'exit', code: 1 }));
    this.worker.on('exit', (code) => this.end({ kind: 'exit', code }));
  }

  get id(): string {
    return this.options.id;
  }

  /** False once the thread has ended. */
  get alive(): boolean {
    return !this.ended;
  }

  /** Waits until the function's module has been run, at most `limit` ms. To be called once, first. */
  initialise(limit: number): Promise<Answer> {
    return this.answer(limit, () => {});
  }

  /** Runs one invocation, until its deadline at most. */
  invoke(request: InvocationRequest): Promise<Answer> {
    return this.answer(request.deadline - this.options.clock.now(), () => this.post({ kind: 'invoke', ...request }));
  }

  async destroy(): Promise<void> {
    this.end({ kind: 'exit', code: 1 });
    await this.worker.terminate();
  }

  /** The process dies in the middle of what it does, as if killed from outside. */
  async crash(): Promise<void> {
    this.end({ kind: 'exit', code: 0 });
    await this.worker.terminate();
  }

  private async answer(limit: number, ask: () => void): Promise<Answer> {
    if (this.ended) return { kind: 'exit', code: 1 };
    const { clock, id } = this.options;
    const answered = new Promise<Answer>((resolve) => {
      this.answered = resolve;
    });
    const timeout = clock.at(clock.now() + limit, `time-out of function ${id}`, () => this.settle({ kind: 'timeout' }));
    this.worker.ref();
    ask();
    // The thread holds the clock by itself.
    const answer = await clock.park(() => answered);
    timeout.cancel();
    this.worker.unref();
    // What the thread has left to do from now on is frozen until the next invocation.
    this.wakeUp?.cancel();
    return answer;
  }

  private settle(answer: Answer): void {
    const { answered } = this;
    this.answered = undefined;
    answered?.(answer);
  }

  private post(message: DistributiveOmit<ToWorker, 'sequence'>): void {
    this.sequence += 1;
    this.takeHold();
    this.worker.postMessage({ ...message, sequence: this.sequence });
  }

  private receive(message: FromWorker): void {
    // What a thread says after its end was said too late: its invocation has timed out.
    if (this.ended) return;
    const { clock } = this.options;
    switch (message.kind) {
      case 'log':
        this.options.onLine(message.message);
        break;
      case 'active':
        this.takeHold();
        break;
      case 'requestStart':
        this.requests.add(message.name);
        clock.hold(message.name);
        break;
      case 'requestEnd':
        this.requests.delete(message.name);
        clock.release(message.name);
        break;
      case 'idle':
        this.idle(message.sequence, message.due);
        break;
      case 'ready':
      case 'initError':
      case 'result':
      case 'failure':
      case 'fatal':
        this.settle(message);
        break;
      default:
        throw new Error(`Unknown message of a worker thread: ${JSON.stringify(message satisfies never)}`);
    }
  }

  /** A request of the thread's waits for time: so does the thread, unless it has something else to do. */
  private parked(name: string): void {
    this.requests.add(name);
    this.post({ kind: 'parked', name });
  }

  private idle(sequence: number, due: number | undefined): void {
    if (sequence !== this.sequence) return;
    const { clock, id } = this.options;
    this.wakeUp?.cancel();
    if (due !== undefined && this.answered !== undefined) {
      this.wakeUp = clock.at(due, `timer of function ${id}`, () => {
        if (!this.ended) this.post({ kind: 'wake' });
      });
    }
    this.releaseHold();
  }

  private end(answer: Answer): void {
    if (this.ended) return;
    this.ended = true;
    this.settle(answer);
    this.wakeUp?.cancel();
    this.releaseHold();
    const { clock } = this.options;
    clock.unwatch(this.hold);
    for (const name of this.requests) clock.release(name);
    this.options.onEnd();
  }

  private takeHold(): void {
    const { clock, watchdog } = this.options;
    clock.hold(this.hold);
    if (clock.mode === 'real') return;
    this.watchdog ??= setTimeout(() => {
      this.settle({ kind: 'timeout' });
      void this.destroy();
    }, watchdog).unref();
  }

  private releaseHold(): void {
    this.options.clock.release(this.hold);
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
