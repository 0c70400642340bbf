/**
 * How long AWS takes for what it does between our lines of code, in milliseconds: the one table of it. AWS publishes
 * few of these figures. Where it does not, a measurement is named, or the figure is a guess and says so. Cold start,
 * invocation and HTTP API stand for computing, which takes time of its own where time is real: there they do nothing.
 */
export interface Latencies {
  /**
   * From a rule's match to the target's call. Published: 129 ms at P99, from PutEvents to the target (What's New of
   * late 2024, measured in August 2024), after 2235 ms in January 2023. Amazon Key reports 80 ms at P90 in 2026.
   */
  readonly eventDelivery: number;
  /**
   * From a log line to the EMF metric that an alarm can see, and the same for PutMetricData. Not published, a guess;
   * for what comes through an agent, AWS advises to flush at least every 5 s, so that alarms see it in time.
   */
  readonly logToMetric: number;
  /**
   * From the end of an invocation to its AWS/Lambda metrics; the same for the other services' own. Lambda sends them
   * "in 1-minute intervals", so that on AWS it is anything up to a minute and more. This is a quick one.
   */
  readonly serviceMetric: number;
  /**
   * When within its interval an alarm is evaluated: `own` gives each alarm an offset of its own, by the seed, as on AWS
   * (a field report; AWS publishes nothing). A number is the offset of all of them, cut to the interval.
   */
  readonly alarmOffset: number | 'own';
  /**
   * From StartExecution to the first transition. Measured: 99 ms at P50 and 250 ms at P99 from StartExecution to the
   * first line of a function that a Standard machine calls (bitesizedserverless.com, September 2022); this is the P50
   * without that transition and a warm invocation.
   */
  readonly executionStart: number;
  /** Between two states of a state machine. Not published, a guess. */
  readonly stateTransition: number;
  /**
   * A cold start: download, start the runtime, run the module. "From under 100 ms to over 1 second", says AWS
   * (Lambda Operator Guide, performance optimization).
   */
  readonly coldStart: number;
  /** A warm invocation, beside what the handler itself waits. Not published, a guess. */
  readonly invocation: number;
  /** HTTP API in front of its integration. AWS aimed at less than 10 ms when it announced HTTP APIs (March 2020). */
  readonly httpApi: number;
  /** UpdateFunctionConfiguration until LastUpdateStatus is Successful. Not published, a guess. */
  readonly functionUpdate: number;
  /**
   * PublishVersion until the version is Active; until then invoking it is a ResourceConflictException. That it is
   * Pending at first is recorded from AWS, for how long is not. 0 so that nobody waits for a made-up figure: set it to
   * try. CloudFormation waits by itself.
   */
  readonly versionCreation: number;
  /**
   * From UpdateAlias to the first invocation that goes by it; until then requests go as before, to a version that may
   * have been deleted meanwhile. AWS publishes nothing; that it is not 0 shows where the version before is deleted at
   * once (DataBiosphere/azul issue 7883). 0 so that nobody waits for a made-up figure: set it to try.
   */
  readonly aliasPropagation: number;
  /**
   * CloudFormation, for each resource of a new stack. 0: a first deployment has nobody to watch it, and what is tested
   * begins with its end.
   */
  readonly stackCreation: number;
  /**
   * CloudFormation, for each resource that an update or a deletion touches, one after the other; beside what the
   * service itself takes. On AWS it is a few seconds, several resources at a time: CloudFormation starts each and then
   * asks until it is done.
   */
  readonly stackUpdate: number;
}

export const DEFAULT_LATENCIES: Latencies = {
  eventDelivery: 130,
  logToMetric: 2_000,
  serviceMetric: 10_000,
  alarmOffset: 'own',
  executionStart: 70,
  stateTransition: 20,
  coldStart: 300,
  invocation: 4,
  httpApi: 6,
  functionUpdate: 3_000,
  versionCreation: 0,
  aliasPropagation: 0,
  stackCreation: 0,
  stackUpdate: 1_000,
};

const LONGEST_MS = 24 * 3600 * 1000;

/**
 * The default table with some of it changed. What is undefined is not changed.
 * @throws an Error that says which entry is wrong, what it is, and what it must be
 */
export function latenciesWith(changes: Partial<Latencies> = {}): Latencies {
  const result: Record<string, number | 'own'> = { ...DEFAULT_LATENCIES };
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in DEFAULT_LATENCIES)) {
      throw new Error(`There is no latency "${name}"; there are ${Object.keys(DEFAULT_LATENCIES).join(', ')}.`);
    }
    if (value === undefined || (name === 'alarmOffset' && value === 'own')) continue;
    if (typeof value !== 'number' || !(value >= 0 && value <= LONGEST_MS)) {
      const own = name === 'alarmOffset' ? ', or own' : '';
      throw new Error(`The latency ${name} must be milliseconds from 0 to ${LONGEST_MS}${own}, not ${value}.`);
    }
    result[name] = value;
  }
  return result as unknown as Latencies;
}
