/** How long AWS takes for what it does between our lines of code, in milliseconds. Modelled, not measured. */
export interface Latencies {
  /** From a rule's match to the target's call. */
  readonly eventDelivery: number;
  /** From a log line to the EMF metric that an alarm can see. */
  readonly logToMetric: number;
  /** From the end of an invocation to its AWS/Lambda metrics; the same for AWS/ApiGateway. */
  readonly serviceMetric: number;
  /** Between two states of a state machine. */
  readonly stateTransition: number;
  /** A cold start: download, start the runtime, run the module. */
  readonly coldStart: number;
  /** A warm invocation, beside what the handler itself waits. */
  readonly invocation: number;
  /** HTTP API in front of its integration. */
  readonly httpApi: number;
  /** UpdateFunctionConfiguration until LastUpdateStatus is Successful. */
  readonly functionUpdate: number;
}

export const DEFAULT_LATENCIES: Latencies = {
  eventDelivery: 500,
  logToMetric: 2_000,
  serviceMetric: 10_000,
  stateTransition: 20,
  coldStart: 300,
  invocation: 4,
  httpApi: 6,
  functionUpdate: 3_000,
};
