import { type CollectionTag, isMap, isScalar, isSeq, parse, type ScalarTag } from 'yaml';
import { references } from './intrinsics';
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
    throw new Error(
      `Template format error: ${text.trimStart().startsWith('{') ? 'JSON' : 'YAML'} not well-formed. (${(error as Error).message.split('\n')[0]})`,
    );
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new Error('Template format error: unsupported structure.');
  }
  const template = read as Template;
  if (Object.keys(template.Resources ?? {}).length === 0) {
    throw new Error('Template format error: At least one Resources member must be defined.');
  }
  checkReferences(template);
  return template;
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

/** @throws Error naming what is referred to, and is nowhere in the template */
function checkReferences(template: Template): void {
  const resources = Object.keys(template.Resources ?? {});
  const known = new Set([...resources, ...Object.keys(template.Parameters ?? {})]);
  const missing = (part: unknown): string[] => [
    ...new Set([...references(part)].filter((name) => !name.startsWith('AWS::') && !known.has(name))),
  ];
  const inResources = missing(Object.values(template.Resources ?? {}).map(({ Properties }) => Properties));
  const needed = Object.values(template.Resources ?? {}).flatMap(({ DependsOn = [] }) => [DependsOn].flat());
  const unresolved = [...new Set([...inResources, ...needed.filter((name) => !resources.includes(name))])];
  if (unresolved.length > 0) throw unresolvedIn(unresolved, 'Resources');
  const inOutputs = missing(template.Outputs ?? {});
  if (inOutputs.length > 0) throw unresolvedIn(inOutputs, 'Outputs');
}

const unresolvedIn = (names: readonly string[], block: string): Error =>
  new Error(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`,
  );
