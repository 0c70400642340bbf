import type { Clock } from '../../kernel/clock';

/** Brings messages to one subscriber one after the other, so that a slow delivery holds up those behind it. */
export class DeliveryLine {
  private readonly waiting: Array<() => Promise<void>> = [];

  /** @param label of the work, for the clock */
  constructor(
    private readonly clock: Clock,
    private readonly label: string,
  ) {}

  add(deliver: () => Promise<void>): void {
    this.waiting.push(deliver);
    if (this.waiting.length === 1) this.start();
  }

  /** What is being delivered stays the first of those waiting until it is done. */
  private start(): void {
    this.clock.at(this.clock.now(), this.label, async () => {
      try {
        await this.waiting[0]?.();
      } finally {
        this.waiting.shift();
        if (this.waiting.length > 0) this.start();
      }
    });
  }
}
