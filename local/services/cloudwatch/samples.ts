/** A set of values with how often each came: what statistics are made of. */
export class Samples {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  private readonly values = new Map<number, number>();

  add(value: number, times: number): void {
    this.count += times;
    this.sum += value * times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.values.set(value, (this.values.get(value) ?? 0) + times);
  }

  addAll(other: Samples): void {
    for (const [value, times] of other.values) this.add(value, times);
  }

  /**
   * The value below which `percent` of the samples lie, interpolated between the two nearest by rank. CloudWatch
   * estimates from a histogram with buckets of about 1 %, so its answers differ from these by as much.
   */
  percentile(percent: number): number {
    const sorted = [...this.values].sort(([a], [b]) => a - b);
    const rank = (percent / 100) * (this.count - 1);
    const below = valueAt(sorted, Math.floor(rank));
    const above = valueAt(sorted, Math.ceil(rank));
    return below + (above - below) * (rank - Math.floor(rank));
  }
}

function valueAt(sorted: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [value, times] of sorted) {
    passed += times;
    if (rank < passed) return value;
  }
  return sorted.at(-1)?.[0] ?? Number.NaN;
}
