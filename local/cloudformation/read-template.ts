import { type CollectionTag, isMap, isScalar, isSeq, parse, type ScalarTag, YAMLParseError } from 'yaml';
import { checkTemplate } from './check-template';
import type { Template } from './template';

/** Short forms of intrinsic functions in YAML; all others are the name behind `Fn::`. */
const WITHOUT_PREFIX: readonly string[] = ['Ref', 'Condition'];
const SHORT_FORMS: readonly string[] = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Contains',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Ref',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/**
 * Reads the text of a template, JSON or YAML.
 * @throws Error in CloudFormation's words
 */
export function readTemplate(text: string): Template {
  let read: unknown;
  try {
    read = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { customTags });
  } catch (error) {
    throw new Error(`Template format error: ${notWellFormed(text, error as Error)}`);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new Error('Template format error: unsupported structure.');
  }
  const template = read as Template;
  if (Object.keys(template.Resources ?? {}).length === 0) {
    throw new Error('Template format error: At least one Resources member must be defined.');
  }
  checkTemplate(template);
  return template;
}

/** Where the text stops being JSON or YAML, counted from 1: for JSON behind the character that is wrong. */
function notWellFormed(text: string, error: Error): string {
  if (error instanceof YAMLParseError) {
    const [{ line, col } = { line: 1, col: 1 }] = error.linePos ?? [];
    return `YAML not well-formed. (line ${line}, column ${col})`;
  }
  const [, place] = /at position (\d+)/.exec(error.message) ?? [];
  const before = text.slice(0, place === undefined ? text.length : Number(place)).split('\n');
  return `JSON not well-formed. (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 2})`;
}

const named = (form: string): string => (WITHOUT_PREFIX.includes(form) ? form : `Fn::${form}`);

/** `!GetAtt a.b` is the list of both. */
const argument = (form: string, value: unknown): unknown =>
  form === 'GetAtt' && typeof value === 'string' ? value.split(/\.(.*)/s).slice(0, 2) : value;

const scalarTags: ScalarTag[] = SHORT_FORMS.map((form) => ({
  tag: `!${form}`,
  resolve: (text) => ({ [named(form)]: argument(form, text) }),
}));

const collectionTags: CollectionTag[] = SHORT_FORMS.flatMap((form) =>
  (['seq', 'map'] as const).map((collection) => ({
    tag: `!${form}`,
    collection,
    // Only the form of the node counts here; what is in it has been resolved by its own tags.
    resolve: (node: unknown) => ({ [named(form)]: plain(node) }),
  })),
);

/** CloudFormation's dates stay text. */
const customTags = (tags: unknown[]): never => [...tags, ...scalarTags, ...collectionTags] as never;

function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  }
  return node;
}
