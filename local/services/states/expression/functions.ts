import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { RandomStream } from '../../../kernel/random';
import { parseJson } from '../../support/json-fault';
import { javaRandom } from './java-random';

/** Names and functions bound in every expression of one execution. `undefined` takes one of JSONata's own away. */
export type Bindings = Readonly<Record<string, unknown>>;

/** `$hash`: names of AWS, names of Node. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Measured on AWS: what `$range` may hold before the evaluation has too much in memory. */
const MOST_ITEMS = 360_145;
export const MEMORY_EXCEEDED = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata that depend on time and chance, bound to the
 * clock and the seed. `$eval` is not there, as on AWS.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 * @param now ms since the epoch; one value for all of one expression.
 */
export function functions(now: number, chance: RandomStream): Bindings {
  return {
    now: (picture?: string, timezone?: string) => formatted(now, picture, timezone),
    millis: () => now,
    toMillis: (timestamp?: string, picture?: string) => parsed(now, timestamp, picture),
    random: (seed?: number) => {
      if (seed === undefined) return chance.next();
      check('random', 1, seed, 'number');
      return javaRandom(seed);
    },
    shuffle: (items?: readonly unknown[]) => (items === undefined ? undefined : shuffled(items, chance)),
    uuid: () => chance.uuid(),
    partition,
    range,
    hash,
    parse,
    eval: undefined,
  };
}

const FORMAT = jsonata('$fromMillis($time, $picture, $timezone)');

function formatted(time: number, picture: string | undefined, timezone: string | undefined): Promise<unknown> {
  return FORMAT.evaluate(undefined, { time, picture, timezone });
}

/** JSONata's own `$toMillis`, which fills what a picture leaves open from a time that it would read from the real clock. */
const toMillis = jsonata('$toMillis').evaluate(undefined) as Promise<{
  implementation(this: { environment: { timestamp: Date } }, timestamp?: string, picture?: string): number | undefined;
}>;

async function parsed(
  now: number,
  timestamp: string | undefined,
  picture: string | undefined,
): Promise<number | undefined> {
  const { implementation } = await toMillis;
  return implementation.call({ environment: { timestamp: new Date(now) } }, timestamp, picture);
}

function shuffled(items: readonly unknown[], chance: RandomStream): unknown[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance.next() * (last + 1));
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** A size of 0, or no items, give nothing; the last part may be shorter. */
function partition(items?: readonly unknown[], size?: number): unknown[][] | undefined {
  if (items === undefined || size === undefined) return undefined;
  if (!Array.isArray(items)) throw signatureFault('partition', 1);
  check('partition', 2, size, 'number');
  const step = Math.trunc(size);
  if (step < 0) throw new Error('The chunk size of $partition must be a positive number');
  if (step === 0 || items.length === 0) return undefined;
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
}

/**
 * Both ends included, arguments cut to integers, as others report of AWS. What it gives is a JSONata sequence: one value comes
 * back bare, and none is nothing.
 */
function range(first?: number, last?: number, step?: number): number[] | number | undefined {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  for (const [index, value] of [first, last, step].entries()) check('range', index + 1, value, 'number');
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  const count = by === 0 ? 0 : Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > MOST_ITEMS) throw new Error(MEMORY_EXCEEDED);
  if (count <= 1) return count === 0 ? undefined : from;
  return Array.from({ length: count }, (_, index) => from + index * by);
}

/** An algorithm that there is none of gives nothing. */
function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined) return undefined;
  check('hash', 1, text, 'string');
  const name = ALGORITHMS[algorithm ?? ''];
  return name === undefined ? undefined : createHash(name).update(text).digest('hex');
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined;
  check('parse', 1, text, 'string');
  return parseJson(text);
}

/** Throws what JSONata throws for its own functions. */
function check(name: string, argument: number, value: unknown, type: 'string' | 'number'): void {
  if (typeof value !== type) throw signatureFault(name, argument);
}

function signatureFault(token: string, index: number) {
  return { code: 'T0410', token, index };
}
