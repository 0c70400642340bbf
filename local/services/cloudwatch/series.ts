import { Samples } from './samples';

interface Bucket {
  /** Start, ms since the epoch. */
  readonly time: number;
  readonly samples: Samples;
}

const MINUTE = 60_000;
/** As CloudWatch keeps them: 1 s data for 3 hours and then as minutes, minutes for 15 days. */
const FINE_AGE = 3 * 60 * MINUTE;
const COARSE_AGE = 15 * 24 * 60 * MINUTE;
/** Additions between two prunings. */
const PRUNE_EVERY = 1000;

/** The data of one metric in one unit: buckets of a second or a minute, by time. */
export class Series {
  private buckets: Bucket[] = [];
  private added = 0;

  /** @param time ms since the epoch. @param resolution ms: 1000 or 60000. */
  add(time: number, values: readonly number[], resolution: number, now: number): void {
    const start = Math.floor(time / resolution) * resolution;
    const { samples } = this.bucketAt(start);
    for (const value of values) samples.add(value, 1);
    this.added += 1;
    if (this.added % PRUNE_EVERY === 0) this.prune(now);
  }

  /** Adds what lies in [from, to), ms since the epoch, to `samples`. */
  collect(from: number, to: number, samples: Samples): void {
    for (let index = this.firstFrom(from); index < this.buckets.length; index += 1) {
      const bucket = this.buckets[index] as Bucket;
      if (bucket.time >= to) return;
      samples.addAll(bucket.samples);
    }
  }

  /** Start of the newest bucket, or undefined when there is none. */
  get newest(): number | undefined {
    return this.buckets.at(-1)?.time;
  }

  private bucketAt(time: number): Bucket {
    const last = this.buckets.at(-1);
    const index = last === undefined || last.time < time ? this.buckets.length : this.firstFrom(time);
    const found = this.buckets[index];
    if (found?.time === time) return found;
    const bucket = { time, samples: new Samples() };
    this.buckets.splice(index, 0, bucket);
    return bucket;
  }

  /** Index of the first bucket at `time` or later. */
  private firstFrom(time: number): number {
    let low = 0;
    let high = this.buckets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.buckets[middle] as Bucket).time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private prune(now: number): void {
    const old = this.buckets.slice(0, this.firstFrom(now - FINE_AGE));
    const recent = this.buckets.slice(old.length);
    this.buckets = [];
    for (const { time, samples } of old) {
      if (time < now - COARSE_AGE) continue;
      this.bucketAt(Math.floor(time / MINUTE) * MINUTE).samples.addAll(samples);
    }
    // A fine bucket may share its minute with a coarse one that was just made; the order by time is kept.
    const seam = this.buckets.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    for (const bucket of recent) {
      if (bucket.time > seam) this.buckets.push(bucket);
      else this.bucketAt(bucket.time).samples.addAll(bucket.samples);
    }
  }
}
