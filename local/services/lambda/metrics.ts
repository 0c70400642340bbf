import type { Platform } from '../../kernel/platform';
import type { Executed } from './execution/executor';
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

  private put(name: string, value: number, unit: string, time: number, dimensionSets: readonly Dimensions[]): void {
    this.platform.metric(
      { namespace: 'AWS/Lambda', name, dimensionSets, values: [value], unit, time, storageResolution: 60 },
      this.platform.latencies.serviceMetric,
    );
  }
}

/** The function; what was called, when it was called by a qualifier; and through an alias the version that served. */
function dimensionSets({ owner, qualifier, throughAlias, version }: Route): Dimensions[] {
  const FunctionName = owner.name;
  const sets: Dimensions[] = [{}, { FunctionName }];
  if (qualifier === undefined) return sets;
  const Resource = `${owner.name}:${qualifier}`;
  sets.push({ FunctionName, Resource });
  if (throughAlias) sets.push({ FunctionName, Resource, ExecutedVersion: version.version });
  return sets;
}
