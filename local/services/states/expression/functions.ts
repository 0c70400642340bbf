import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { type RandomStream, SeededRandom } from '../../../kernel/random';

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
/** `$range` and `$partition` return at most this many items. */
const MOST_ITEMS = 1000;

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
    random: (seed?: number) => (seed === undefined ? chance : new SeededRandom(seed).stream('$random')).next(),
    shuffle: (items?: readonly unknown[]) => (items === undefined ? undefined : shuffled(items, chance)),
    uuid: () => chance.uuid(),
    partition,
    range,
    hash,
    parse: (text?: string) => (text === undefined ? undefined : JSON.parse(text)),
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

function partition(items?: readonly unknown[], size?: number): unknown[][] | undefined {
  if (items === undefined) return undefined;
  const step = Math.floor(size ?? 0);
  if (step < 1) throw new Error('The chunk size of $partition must be a positive number');
  if (items.length / step > MOST_ITEMS) throw new Error(`$partition must not return more than ${MOST_ITEMS} items`);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
}

/** Both ends included. One value comes back bare, as from any JSONata sequence. */
function range(first?: number, last?: number, step?: number): number[] | number | undefined {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  if (step === 0) throw new Error('The step of $range must not be zero');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MOST_ITEMS) throw new Error(`$range must not return more than ${MOST_ITEMS} items`);
  return count === 1 ? first : Array.from({ length: count }, (_, index) => first + index * step);
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined) return undefined;
  const name = ALGORITHMS[algorithm ?? ''];
  if (name === undefined)
    throw new Error(`The algorithm of $hash must be one of ${Object.keys(ALGORITHMS).join(', ')}`);
  return createHash(name).update(text).digest('hex');
}
