/** See the policy's field of this name. */
export type Mode = 'armed' | 'approve' | 'shadow' | 'paused';

/** An operator's order to the healer of one target, which goes before its policy. */
export interface Order {
  readonly mode: Mode;
  /** Epoch milliseconds; undefined: until it is lifted. */
  readonly until?: number | undefined;
  /** Who gave it, why, and when: for the record. */
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

/** The mode that counts now: an order whose time is over is none any more. */
export const modeNow = (policy: Mode, order: Order | undefined, now: number): Mode =>
  order === undefined || (order.until !== undefined && order.until <= now) ? policy : order.mode;
