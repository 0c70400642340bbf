import { createHash } from 'node:crypto';
import type { RandomStream } from '../../kernel/random';

/** What real tokens begin with: a length, a version. */
const HEAD = Buffer.from('0000002a00000002', 'hex');
const RANDOM_BYTES = 224;
const SEAL_BYTES = 16;

/**
 * A token, in the looks of a real one: some 330 characters of base64 that say nothing. `+`, `/` and `=` are among
 * them, so that a link which carries a token unescaped breaks here as it does on AWS.
 */
export function newToken(chance: RandomStream): string {
  const random = Buffer.from(Array.from({ length: RANDOM_BYTES }, () => Math.floor(chance.next() * 256)));
  const body = Buffer.concat([HEAD, random]);
  return Buffer.concat([body, seal(body)]).toString('base64');
}

/** True for what could be a token of ours: a cut or altered one is not. */
export function isToken(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text || bytes.length !== HEAD.length + RANDOM_BYTES + SEAL_BYTES) return false;
  return seal(bytes.subarray(0, -SEAL_BYTES)).equals(bytes.subarray(-SEAL_BYTES));
}

function seal(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, SEAL_BYTES);
}
