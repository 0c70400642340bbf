import { createHash } from 'node:crypto';

/** One stream of chance. The same seed and name give the same sequence, whatever other streams do. */
export interface RandomStream {
  /** In [0, 1). */
  next(): number;
  uuid(): string;
  /** `length` characters of a-z0-9. */
  word(length: number): string;
}

export class SeededRandom {
  constructor(readonly seed: number) {}

  stream(name: string): RandomStream {
    let state = createHash('sha256').update(`${this.seed}/${name}`).digest().readUInt32LE(0);
    // mulberry32: 32 bits of state are plenty for simulated chance; nothing here is a secret.
    const next = (): number => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
    const digit = (radix: number): string => Math.floor(next() * radix).toString(radix);
    return {
      next,
      word: (length) => Array.from({ length }, () => digit(36)).join(''),
      uuid: () =>
        'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
          place === 'x' ? digit(16) : (8 + Math.floor(next() * 4)).toString(16),
        ),
    };
  }
}
