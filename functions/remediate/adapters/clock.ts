import type { Clock } from '../ports';

/** The plain globals, looked up at each call: whoever runs the function may have put another clock under them. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
