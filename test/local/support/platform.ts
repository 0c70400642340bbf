import { Faults } from '../../../local/faults/faults';
import { type Authorization, UNGUARDED } from '../../../local/kernel/authorization';
import { CredentialRegistry, type Principal } from '../../../local/kernel/credentials';
import { NotEmulatedError } from '../../../local/kernel/errors';
import { DEFAULT_LATENCIES, type Latencies } from '../../../local/kernel/latencies';
import type { MetricDatum, Platform, Service, ServiceEvent, ServiceName } from '../../../local/kernel/platform';
import { SeededRandom } from '../../../local/kernel/random';
import { VirtualClock } from '../../../local/kernel/virtual-clock';
import { modelledConstraints } from '../../../local/protocol/check-constraints';

export interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
  /** ms since the epoch. */
  readonly time: number;
}

/** When the tests' clock starts: a whole hour. */
export const START = Date.parse('2026-10-24T18:00:00Z');
export const OPERATOR: Principal = { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' };

/** Node carries along what each clock knows of a promise's task until the clock is stopped, and slows down with each of them. */
const clocks: VirtualClock[] = [];
afterAll(() => {
  for (const clock of clocks) clock.stop();
});

/** A Platform that records what a service does to the others. Services given to `register` are really called. */
export class TestPlatform implements Platform {
  readonly clock = new VirtualClock(START);
  readonly random = new SeededRandom(1);
  readonly latencies: Latencies;
  readonly faults = new Faults(this.random, () => new Map());
  readonly account = '000000000000';
  readonly region = 'us-east-1';
  readonly credentials = new CredentialRegistry(this.account);
  /** Replace it to forbid something. */
  authorization: Authorization = UNGUARDED;

  readonly calls: RecordedCall[] = [];
  readonly logs: Array<{ group: string; stream: string; message: string }> = [];
  readonly metrics: Array<{ datum: MetricDatum; delay: number }> = [];
  readonly events: ServiceEvent[] = [];

  /** Replace these to connect a service under test to another. */
  onMetric: (datum: MetricDatum, delay: number) => void = () => {};
  onEmit: (event: ServiceEvent) => void = () => {};
  /** Answers calls of services that are not registered. */
  answer: (call: RecordedCall) => unknown = ({ service, operation }) => {
    throw new NotEmulatedError(`${service}:${operation}`);
  };

  private readonly services = new Map<ServiceName, Service>();

  constructor(latencies: Partial<Latencies> = {}) {
    // Tests of other things count from the start of an execution.
    this.latencies = { ...DEFAULT_LATENCIES, executionStart: 0, ...latencies };
    clocks.push(this.clock);
  }

  register(...services: Service[]): void {
    for (const service of services) this.services.set(service.name, service);
  }

  endpoint(): string {
    return 'http://127.0.0.1:4566';
  }

  async call<Output>(service: ServiceName, operation: string, input: object, principal: Principal): Promise<Output> {
    const call = { service, operation, input: input as Record<string, unknown>, principal, time: this.clock.now() };
    this.calls.push(call);
    const known = this.services.get(service);
    if (known === undefined) return this.answer(call) as Output;
    const run = known.operations[operation];
    if (run === undefined) throw new NotEmulatedError(`${service}:${operation}`);
    const requestId = 'request';
    // As in front of every service.
    return (await modelledConstraints({ ...call, requestId }, async () =>
      run(input, { principal, requestId }),
    )) as Output;
  }

  log(group: string, stream: string, message: string): void {
    this.logs.push({ group, stream, message });
  }

  metric(datum: MetricDatum, delay: number): void {
    this.metrics.push({ datum, delay });
    this.onMetric(datum, delay);
  }

  emit(event: ServiceEvent): void {
    this.events.push(event);
    this.onEmit(event);
  }

  /** Calls as an operator would, in a task, letting time move as the call needs it. */
  ask<Output = Record<string, unknown>>(service: ServiceName, operation: string, input: object = {}): Promise<Output> {
    return this.clock.drive(`${service}:${operation}`, () => this.call<Output>(service, operation, input, OPERATOR));
  }

  /** Lets `seconds` of clock time pass, with all that is due in them. */
  pass(seconds: number): Promise<void> {
    return this.clock.advanceTo(this.clock.now() + seconds * 1000);
  }
}
