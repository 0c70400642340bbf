/**
 * The current time (ms since the epoch) in memory that worker threads read. Written on each move of the virtual
 * clock; the message that wakes a worker comes after the write, so a worker never sees an older time than its caller.
 */
export class SharedTime {
  readonly buffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  private readonly cell = new Float64Array(this.buffer);

  write(now: number): void {
    this.cell[0] = now;
  }
}
