import { eventFate } from '../../faults/event-faults';
import type { ClockTimer } from '../../kernel/clock';
import type { Platform } from '../../kernel/platform';
import type { EventEnvelope } from './event';
import type { Rule } from './rule';

interface Waiting {
  readonly release: () => void;
  readonly timer: ClockTimer;
}

/** How events reach the targets of a rule: at once and in order, unless a fault rule loses, repeats, delays or reorders them. */
export class Arrivals {
  /** Events that the next one for the same rule is to overtake. */
  private readonly waiting = new Map<Rule, Waiting>();

  constructor(private readonly platform: Pick<Platform, 'clock' | 'faults'>) {}

  /** Calls `bring` once for each time that the event arrives. */
  arrive(rule: Rule, event: EventEnvelope, bring: () => void): void {
    const { faults } = this.platform;
    const fate = eventFate(faults, event, rule.name, this.waiting.has(rule));
    if (fate.kind === 'lost') return;
    const come = (): void => {
      bring();
      for (const later of fate.copies) this.after(later, rule, bring);
    };
    this.after(fate.delay, rule, () => {
      if (fate.overtaken === undefined) {
        come();
        this.waiting.get(rule)?.release();
      } else this.wait(rule, fate.overtaken, come);
    });
  }

  private wait(rule: Rule, most: number, come: () => void): void {
    const { clock } = this.platform;
    const release = (): void => {
      waiting.timer.cancel();
      this.waiting.delete(rule);
      come();
    };
    const waiting: Waiting = { release, timer: clock.at(clock.now() + most, `reordered event ${rule.name}`, release) };
    this.waiting.set(rule, waiting);
  }

  /** Without a detour over the clock where there is nothing to wait for, so that faultless histories stay as they are. */
  private after(ms: number, rule: Rule, run: () => void): void {
    const { clock } = this.platform;
    if (ms === 0) run();
    else clock.at(clock.now() + ms, `late event ${rule.name}`, run);
  }
}
