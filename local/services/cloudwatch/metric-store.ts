import type { Clock } from '../../kernel/clock';
import type { MetricDatum } from '../../kernel/platform';
import { Samples } from './samples';
import { Series } from './series';

/** What identifies a metric. CloudWatch never rolls up: another dimension set is another metric. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Arrival {
  readonly visible: number;
  readonly datum: MetricDatum;
}

export interface StoredMetric {
  readonly id: MetricId;
  /** By unit: CloudWatch keeps the same metric in another unit apart. */
  readonly byUnit: Map<string, Series>;
}

/** All data of all metrics. */
export class MetricStore {
  private readonly metrics = new Map<string, StoredMetric>();
  /** By delay, so that each queue is in order of arrival, and a datum costs no timer. */
  private readonly underWay = new Map<number, Arrival[]>();

  constructor(private readonly clock: Clock) {}

  /** Records a datum, visible to alarms and queries after `delay` ms of clock time. Its own time may lie in the past. */
  record(datum: MetricDatum, delay: number): void {
    const queue = this.underWay.get(delay);
    const arrival = { visible: this.clock.now() + delay, datum };
    if (queue === undefined) this.underWay.set(delay, [arrival]);
    else queue.push(arrival);
  }

  /** The series of a metric: of one unit, or of all. */
  series(id: MetricId, unit?: string): Series[] {
    this.settle();
    const metric = this.metrics.get(keyOf(id));
    if (metric === undefined) return [];
    if (unit === undefined) return [...metric.byUnit.values()];
    const one = metric.byUnit.get(unit);
    return one === undefined ? [] : [one];
  }

  /** The units in which a metric has data in [from, to), ms since the epoch; sorted. */
  units(id: MetricId, from: number, to: number): string[] {
    this.settle();
    const has = (series: Series): boolean => {
      const samples = new Samples();
      series.collect(from, to, samples);
      return samples.count > 0;
    };
    const all = this.metrics.get(keyOf(id))?.byUnit ?? [];
    return [...all].flatMap(([unit, series]) => (has(series) ? [unit] : [])).sort();
  }

  /** Every metric that has ever had data, by namespace, name and dimensions. */
  all(): StoredMetric[] {
    this.settle();
    return [...this.metrics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, metric]) => metric);
  }

  /** Takes in what has become visible. */
  private settle(): void {
    const now = this.clock.now();
    for (const [delay, queue] of this.underWay) {
      let arrived = 0;
      while ((queue[arrived]?.visible ?? Number.POSITIVE_INFINITY) <= now) {
        this.store((queue[arrived] as Arrival).datum);
        arrived += 1;
      }
      if (arrived === queue.length) this.underWay.delete(delay);
      else if (arrived > 0) queue.splice(0, arrived);
    }
  }

  private store({ namespace, name, dimensionSets, values, unit, time, storageResolution }: MetricDatum): void {
    for (const dimensions of dimensionSets) {
      const id = { namespace, name, dimensions };
      const key = keyOf(id);
      let metric = this.metrics.get(key);
      if (metric === undefined) {
        metric = { id, byUnit: new Map() };
        this.metrics.set(key, metric);
      }
      let series = metric.byUnit.get(unit);
      if (series === undefined) {
        series = new Series();
        metric.byUnit.set(unit, series);
      }
      series.add(time, values, storageResolution * 1000, this.clock.now());
    }
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const pairs = Object.keys(dimensions)
    .sort()
    .map((dimension) => `${dimension}=${dimensions[dimension]}`);
  return [namespace, name, ...pairs].join('\u0000');
}

/** Whether two are the same metric, whatever the order of their dimensions. */
export function sameMetric(a: MetricId, b: MetricId): boolean {
  return keyOf(a) === keyOf(b);
}
