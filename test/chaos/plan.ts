import type { RandomStream } from '../../local/kernel/random';

/** What befalls one target, once. Seconds of AWS time. */
export interface Episode {
  readonly trouble: Trouble;
  /** Quiet time before it. */
  readonly pauseSeconds: number;
}

export type Trouble =
  | { readonly kind: 'badRelease'; readonly fault: Fault }
  /** The new version gets a share of the traffic; it, or the version it is added to, is bad. */
  | { readonly kind: 'badCanary'; readonly fault: Fault; readonly weight: number; readonly bad: 'new' | 'old' }
  /** A sound release follows, while the healer is at work. */
  | { readonly kind: 'badThenFixed'; readonly fault: Fault; readonly afterSeconds: number }
  | { readonly kind: 'badThenBad'; readonly fault: Fault; readonly second: Fault; readonly afterSeconds: number }
  /** Somebody has put unreleased work on $LATEST. */
  | { readonly kind: 'dirtyLatest'; readonly fault: Fault }
  | { readonly kind: 'movedByHand'; readonly fault: Fault; readonly afterSeconds: number }
  /** Whatever version serves crashes: what they all depend on is down. */
  | { readonly kind: 'outage'; readonly seconds: number }
  /** Somebody sets an alarm off by hand while all is well. */
  | { readonly kind: 'falseAlarm' };

export type Fault = Readonly<Record<string, string>>;

/** Draws an episode; the shares are those of what goes wrong in practice, as far as one can say. */
export function drawEpisode(random: RandomStream): Episode {
  return { trouble: drawTrouble(random), pauseSeconds: between(random, 30, 240) };
}

function drawTrouble(random: RandomStream): Trouble {
  const fault = drawFault(random);
  const afterSeconds = between(random, 5, 70);
  const draw = random.next();
  if (draw < 0.42) return { kind: 'badRelease', fault };
  if (draw < 0.56) {
    const bad = random.next() < 0.7 ? 'new' : 'old';
    return { kind: 'badCanary', fault, weight: pick(random, [0.1, 0.25, 0.5]), bad };
  }
  if (draw < 0.68) return { kind: 'badThenFixed', fault, afterSeconds };
  if (draw < 0.76) return { kind: 'badThenBad', fault, second: drawFault(random), afterSeconds };
  if (draw < 0.83) return { kind: 'dirtyLatest', fault };
  if (draw < 0.9) return { kind: 'movedByHand', fault, afterSeconds };
  if (draw < 0.97) return { kind: 'outage', seconds: between(random, 90, 400) };
  return { kind: 'falseAlarm' };
}

function drawFault(random: RandomStream): Fault {
  const draw = random.next();
  if (draw < 0.3) return { FAILURE_RATE: '1' };
  if (draw < 0.5) return { FAILURE_RATE: pick(random, ['0.3', '0.6']) };
  if (draw < 0.68) return { FAILURE_RATE: '1', FAILURE_MODE: 'crash' };
  if (draw < 0.8) return { FAILURE_RATE: '1', FAILURE_MODE: 'timeout' };
  return { LATENCY_MS: '3000', LATENCY_RATE: '1' };
}

const between = (random: RandomStream, from: number, to: number): number =>
  Math.round(from + random.next() * (to - from));

function pick<T>(random: RandomStream, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random.next() * from.length)] ?? from[0];
}
