/** What one probe got. */
export type ProbeAnswer =
  | {
      readonly kind: 'answer';
      readonly ok: boolean;
      /** Undefined when the answer does not say who gave it. */
      readonly version: string | undefined;
      /** From sending to the last byte. Milliseconds. */
      readonly latencyMs: number;
      /** Whether the answer says that it is the first of its Lambda environment. */
      readonly coldStart: boolean;
    }
  /** The target had the request, and nothing came back that names a version: a time-out, or a 500 of the gateway. */
  | { readonly kind: 'brokenOff'; readonly why: string }
  /** The request did not get as far as the target: refused, throttled, not allowed. */
  | { readonly kind: 'noAnswer'; readonly why: string };

/**
 * What a probe says of the intended version. `slow` is a failure too. `warmUp` is an answer of it that says nothing;
 * `otherVersion` and `noAnswer` say nothing of it at all.
 */
export type ProbeResult = 'success' | 'failure' | 'slow' | 'warmUp' | 'otherVersion' | 'noAnswer';

/** What was known when the probe was sent. */
export interface ProbeCircumstances {
  readonly intendedVersion: string;
  /** Answers that take longer are failures; undefined: speed is not judged. */
  readonly latencyMs?: number | undefined;
  /** Whether the intended version has answered before. */
  readonly seen: boolean;
  /** Since the proof began, which is after the alias was moved and read back. */
  readonly secondsAfterMove: number;
  /** Whether it had to open a connection, of which the target can do nothing. */
  readonly opensConnection: boolean;
}

/**
 * Lambda does not say how long an alias's move takes to reach all of its front ends; seconds at most, in practice. Until
 * the intended version has answered, or this time is over, what names no version may be the work of the one before.
 */
export const SETTLE_SECONDS = 5;

/**
 * Reads a probe. Only answers of the intended version count, with one addition: a function that crashes or hangs names
 * nobody, but the alias has been read back with the intended version alone on it, so that once the move has arrived
 * such a failure can only be that version's. Else a version that always crashes would never be judged.
 *
 * Whether an answer counts is settled before it comes, so that leaving some out favours nobody. The first answer of
 * the intended version only shows that the move has arrived: evidence begins with the next. Where speed is judged, the
 * first over a new connection is left out too. The one exception is a slow answer of a cold start: speed is not
 * judged there, and success would be too much to conclude, lest a version that starts anew each time looks sound.
 */
export function resultOf(answer: ProbeAnswer, circumstances: ProbeCircumstances): ProbeResult {
  const { intendedVersion, latencyMs, seen, secondsAfterMove, opensConnection } = circumstances;
  const arrived = seen || secondsAfterMove >= SETTLE_SECONDS;
  switch (answer.kind) {
    case 'noAnswer':
      return 'noAnswer';
    case 'brokenOff':
      return arrived ? 'failure' : 'otherVersion';
    case 'answer': {
      if (answer.version !== intendedVersion) return 'otherVersion';
      if (!arrived || (opensConnection && latencyMs !== undefined)) return 'warmUp';
      if (!answer.ok) return 'failure';
      if (latencyMs === undefined || answer.latencyMs <= latencyMs) return 'success';
      return answer.coldStart ? 'warmUp' : 'slow';
    }
    default:
      return answer satisfies never;
  }
}
