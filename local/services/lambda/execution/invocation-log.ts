import type { FunctionSettings } from '../lambda-function';
import type { Ending } from './outcome';

const TAIL_BYTES = 4096;

interface Report {
  readonly requestId: string;
  readonly ending: Ending;
  /** ms */
  readonly duration: number;
  /** ms; of a cold start. */
  readonly initDuration: number | undefined;
  /** ms since the epoch. */
  readonly at: number;
}

/** The log of one environment: the function's lines and Lambda's own around them. */
export class InvocationLog {
  private lines: string[] = [];

  constructor(
    private readonly settings: FunctionSettings,
    readonly stream: string,
    private readonly write: (message: string) => void,
  ) {}

  line(message: string): void {
    this.lines.push(message);
    this.write(message);
  }

  start(requestId: string, version: string, at: number): void {
    // Lines from the module's start belong to the first invocation's tail.
    this.system(at, 'platform.start', { requestId, version }, `START RequestId: ${requestId} Version: ${version}`);
  }

  /**
   * The module could not be started before the invocation; Lambda then tries again within it.
   * @param duration ms
   */
  initFailed({ status, errorType }: Ending, duration: number, at: number): void {
    const parts = [
      `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms`,
      'Phase: init',
      `Status: ${status}`,
      ...(status === 'error' && errorType !== undefined ? [`Error Type: ${errorType}`] : []),
    ];
    const record = { phase: 'init', status, ...(errorType === undefined ? {} : { errorType }) };
    this.system(
      at,
      'platform.initReport',
      { initializationType: 'on-demand', ...record, metrics: { durationMs: duration } },
      parts.join('\t'),
    );
  }

  end({ requestId, ending, duration, initDuration, at }: Report): void {
    if (ending.line !== undefined && this.settings.logging.format === 'Text') {
      this.line(ending.status === 'timeout' ? `${new Date(at).toISOString()} ${ending.line}` : ending.line);
    }
    if (this.settings.logging.format === 'Text') this.line(`END RequestId: ${requestId}`);
    const billed = Math.ceil(duration + (initDuration ?? 0));
    const { memorySize } = this.settings;
    const metrics = {
      durationMs: duration,
      billedDurationMs: billed,
      memorySizeMB: memorySize,
      ...(initDuration === undefined ? {} : { initDurationMs: initDuration }),
    };
    const status = ending.status === 'success' ? 'success' : ending.status === 'timeout' ? 'timeout' : 'failure';
    // Without "Max Memory Used", which Lambda writes here: threads share their memory, so it is not known.
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${duration.toFixed(2)} ms`,
      `Billed Duration: ${billed} ms`,
      `Memory Size: ${memorySize} MB`,
      ...(initDuration === undefined ? [] : [`Init Duration: ${initDuration.toFixed(2)} ms`]),
      ...(ending.environment === 'ended' ? [`Status: ${ending.status}`] : []),
      ...(ending.environment === 'ended' && ending.status === 'error' ? [`Error Type: ${ending.errorType}`] : []),
    ];
    this.system(at, 'platform.report', { requestId, metrics, status }, parts.join('\t'));
  }

  /** The last 4 KB since the last call, as LogType Tail returns them. */
  tail(): string {
    const text = Buffer.from(this.lines.map((line) => `${line}\n`).join(''));
    this.lines = [];
    return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString();
  }

  private system(at: number, type: string, record: object, text: string): void {
    const { format, systemLevel } = this.settings.logging;
    if (format === 'Text') this.line(text);
    else if (systemLevel !== 'WARN') this.line(JSON.stringify({ time: new Date(at).toISOString(), type, record }));
  }
}
