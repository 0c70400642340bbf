import type { Faults } from './faults';

/** Milliseconds by which a datum of this namespace is late, beside its usual delay. */
export function metricLateness(faults: Faults, namespace: string): number {
  let late = 0;
  for (const { fault, draw } of faults.hits(
    ['lateMetrics'],
    ({ namespace: wanted }) => wanted === undefined || wanted === namespace,
  )) {
    late += draw(fault.milliseconds);
  }
  return late;
}
