import type { Cloud } from './cloud';

export interface RequestCount {
  readonly total: number;
  readonly failed: number;
}

/** Steady requests to one URL, in the cloud's time. */
export class Traffic {
  private running = true;
  private readonly outcomes: { readonly at: number; readonly ok: boolean }[] = [];

  /** @param perSecond requests per second */
  constructor(
    private readonly cloud: Cloud,
    private readonly url: string,
    private readonly perSecond: number,
  ) {
    this.scheduleNext();
  }

  stop(): void {
    this.running = false;
  }

  /** Requests answered since `time` (ms since the epoch); every answer but 200 is a failure. */
  since(time: number): RequestCount {
    const recent = this.outcomes.filter(({ at }) => at >= time);
    return { total: recent.length, failed: recent.filter(({ ok }) => !ok).length };
  }

  private scheduleNext(): void {
    const { clock } = this.cloud;
    clock.at(clock.now() + 1000 / this.perSecond, 'traffic', async () => {
      if (!this.running) return;
      this.scheduleNext();
      await this.request();
    });
  }

  private async request(): Promise<void> {
    const at = this.cloud.clock.now();
    const response = await this.cloud.fetch(this.url);
    await response.arrayBuffer();
    this.outcomes.push({ at, ok: response.status === 200 });
  }
}
