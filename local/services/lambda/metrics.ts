import type { Platform } from '../../kernel/platform';
import type { Executed } from './execution/executor';
import type { LambdaFunction } from './lambda-function';
import type { Route } from './routing';

type Dimensions = Readonly<Record<string, string>>;

/** AWS/Lambda: one-minute metrics with the time at which the invocation started. */
export class InvocationMetrics {
  constructor(private readonly platform: Platform) {}

  /** @param concurrent invocations of the function that ran when this one started, with it */
  invoked(route: Route, { startedAt, duration, status }: Executed, concurrent: number): void {
    const sets = dimensionSets(route);
    this.put('Invocations', 1, 'Count', startedAt, sets);
    // 0 for each success: the console's formula for the success rate works only with it.
    this.put('Errors', status === 'success' ? 0 : 1, 'Count', startedAt, sets);
    this.put('Duration', duration, 'Milliseconds', startedAt, sets);
    this.put('Throttles', 0, 'Count', startedAt, sets);
    this.put('ConcurrentExecutions', concurrent, 'Count', startedAt, [{ FunctionName: route.owner.name }]);
  }

  /** A throttled call is neither an invocation nor an error. */
  throttled(route: Route): void {
    this.put('Throttles', 1, 'Count', this.platform.clock.now(), dimensionSets(route));
  }

  /** A metric of asynchronous invocation. @param value a count, or the age of an event in ms */
  asynchronous(
    owner: LambdaFunction,
    qualifier: string | undefined,
    name: 'AsyncEventsReceived' | 'AsyncEventAge' | 'AsyncEventsDropped' | 'DestinationDeliveryFailures',
    value: number,
  ): void {
    const unit = name === 'AsyncEventAge' ? 'Milliseconds' : 'Count';
    this.put(name, value, unit, this.platform.clock.now(), calledAs(owner, qualifier));
  }

  private put(name: string, value: number, unit: string, time: number, dimensionSets: readonly Dimensions[]): void {
    this.platform.metric(
      { namespace: 'AWS/Lambda', name, dimensionSets, values: [value], unit, time, storageResolution: 60 },
      this.platform.latencies.serviceMetric,
    );
  }
}

/** The function; what was called, when it was called by a qualifier; and through an alias the version that served. */
function dimensionSets({ owner, qualifier, throughAlias, version }: Route): Dimensions[] {
  const sets = calledAs(owner, qualifier);
  if (!throughAlias) return sets;
  return [
    ...sets,
    { FunctionName: owner.name, Resource: `${owner.name}:${qualifier}`, ExecutedVersion: version.version },
  ];
}

function calledAs({ name: FunctionName }: LambdaFunction, qualifier: string | undefined): Dimensions[] {
  const sets: Dimensions[] = [{}, { FunctionName }];
  return qualifier === undefined ? sets : [...sets, { FunctionName, Resource: `${FunctionName}:${qualifier}` }];
}
