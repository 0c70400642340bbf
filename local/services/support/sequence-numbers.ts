/** Numbers of 20 digits that grow and leave gaps, as AWS's do. */
export class SequenceNumbers {
  /** @param step how far one is from the next */
  constructor(
    private last: bigint,
    private readonly step: bigint,
  ) {}

  next(): string {
    this.last += this.step;
    return String(this.last).padStart(20, '0');
  }
}
