import type { NormalizedSchema } from '@smithy/core/schema';

/** Contents of files that commands have written, by name. */
export type Files = ReadonlyMap<string, string>;

/** The AWS CLI's spelling of a name of the API: `StateMachineArn` is `state-machine-arn`. */
export const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();

/**
 * Turns the options of a command into the input of the operation, by the operation's own schema.
 * @param options words after each `--option`, without the CLI's global ones
 * @throws Error naming what the operation does not know
 */
export function inputOf(
  schema: NormalizedSchema,
  options: ReadonlyMap<string, readonly string[]>,
  files: Files,
): object {
  const members = new Map([...schema.structIterator()].map(([name, member]) => [kebab(name), { name, member }]));
  const entries = [...options].map(([option, words]) => {
    const found = members.get(option) ?? members.get(option.replace(/^no-/, ''));
    if (found === undefined) throw new Error(`There is no option --${option}`);
    if (found.member.isBooleanSchema()) {
      if (words.length > 0) throw new Error(`--${option} takes no value`);
      return [found.name, !option.startsWith('no-') || members.has(option)];
    }
    try {
      return [found.name, parameter(found.member, words, files)];
    } catch (error) {
      throw new Error(`--${option}: ${(error as Error).message}`, { cause: error });
    }
  });
  return Object.fromEntries(entries);
}

function parameter(schema: NormalizedSchema, words: readonly string[], files: Files): unknown {
  const [first] = words;
  if (first === undefined) throw new Error('wants a value');
  if (schema.isListSchema()) {
    if (first.startsWith('[')) return fromJson(schema, JSON.parse(only(words)));
    return words.map((word) => parameter(schema.getValueSchema(), [word], files));
  }
  const word = only(words);
  if (isObject(schema)) return fromJson(schema, word.startsWith('{') ? JSON.parse(word) : shorthand(word));
  if (schema.isBlobSchema()) return blob(word, files);
  if (schema.isTimestampSchema()) return new Date(/^\d+$/.test(word) ? Number(word) * 1000 : word);
  if (!schema.isNumericSchema()) return word;
  if (!/^-?\d+(\.\d+)?$/.test(word)) throw new Error(`wants a number, not "${word}"`);
  return Number(word);
}

/** `key=value,key=value`; the value `{}` is an empty object. */
function shorthand(word: string): object {
  const pairs = word.split(',').map((pair) => {
    const [, key, value] = /^(\w+)=([^={}[\]]*|\{\})$/.exec(pair) ?? [];
    if (key === undefined) throw new Error(`shorthand "${word}" is not supported`);
    return [key, value === '{}' ? {} : value];
  });
  return Object.fromEntries(pairs);
}

/** Holds JSON to the schema: the CLI refuses members that it does not know, and so does this. */
function fromJson(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isListSchema()) return (value as unknown[]).map((item) => fromJson(schema.getValueSchema(), item));
  if (!isObject(schema)) return value;
  const members = schema.isMapSchema() ? undefined : new Map(schema.structIterator());
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => {
      const member = members === undefined ? schema.getValueSchema() : members.get(key);
      if (member === undefined) throw new Error(`there is no member ${key}`);
      return [key, fromJson(member, item)];
    }),
  );
}

/** Versions 1 and 2 of the CLI read blobs alike only from `fileb://`. */
function blob(word: string, files: Files): Buffer {
  const name = /^fileb:\/\/(.+)$/.exec(word)?.[1];
  const content = name === undefined ? undefined : files.get(name);
  if (content === undefined) throw new Error(`wants fileb:// and the name of a file that was written, not "${word}"`);
  return Buffer.from(content);
}

const isObject = (schema: NormalizedSchema): boolean =>
  schema.isStructSchema() || schema.isMapSchema() || schema.isUnionSchema();

function only(words: readonly string[]): string {
  if (words.length !== 1) throw new Error(`wants one value, not ${words.length}`);
  return words[0] as string;
}
