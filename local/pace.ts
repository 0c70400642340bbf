import { setTimeout as wait } from 'node:timers/promises';
import type { VirtualClock } from './kernel/virtual-clock';

/** Real time between two looks at the wall clock, in milliseconds. */
const TURN_MS = 20;
/** A turn that took longer than this counts as this long: a laptop that slept does not fire a night's alarms. */
const LONGEST_TURN_MS = 2_000;

/** Moves virtual time at the wall clock's pace until stopped, so that a client may wait for something to happen. */
export function keepPace(clock: VirtualClock, onError: (error: unknown) => void): { stop(): void } {
  let running = true;
  const run = async (): Promise<void> => {
    let last = performance.now();
    while (running) {
      await wait(TURN_MS);
      const now = performance.now();
      const passed = Math.floor(now - last);
      last += passed;
      await clock.advanceBy(Math.min(passed, LONGEST_TURN_MS)).catch(onError);
    }
  };
  void run();
  return {
    stop: () => {
      running = false;
    },
  };
}
