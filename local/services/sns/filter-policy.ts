import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { ServiceError } from '../../kernel/errors';
import { compilePattern } from '../events/pattern';
import { isObject, parseObject } from '../support/json';

/** What of a message a filter policy looks at. */
export type FilterScope = 'MessageAttributes' | 'MessageBody';

interface Filtered {
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

export type Filter = (message: Filtered) => boolean;

/**
 * Reads a filter policy. Its operators are those of an event pattern.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * @throws Error saying what is wrong with it, in words that go behind `FilterPolicy: `
 */
export function readFilter(text: string, scope: FilterScope): Filter {
  const parsed = parseObject(text);
  if (parsed !== undefined && Object.keys(parsed).length === 0) return () => true;
  if (parsed !== undefined && scope === 'MessageAttributes' && Object.values(parsed).some(isObject)) {
    throw new Error('Filter policy scope MessageAttributes does not support nested filter policy');
  }
  if (parsed !== undefined) checkComplexity(parsed);
  // Complaints show a policy without its white space, and count in that.
  const matches = compiled(parsed === undefined ? text : JSON.stringify(parsed), parsed === undefined);
  return ({ message, attributes }) => {
    const seen = scope === 'MessageAttributes' ? plain(attributes) : parseObject(message);
    return seen !== undefined && matches(seen);
  };
}

/** Keys of a policy, and combinations of its values, each counted as often as it is deep. */
const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
function checkComplexity(policy: Readonly<Record<string, unknown>>): void {
  if (Object.keys(policy).length > MOST_KEYS) {
    throw new Error(`Filter policy can not have more than ${MOST_KEYS} keys`);
  }
  if (combinations(policy, 1) > MOST_COMBINATIONS) throw new Error('Filter policy is too complex');
}

const combinations = (policy: Readonly<Record<string, unknown>>, depth: number): number =>
  Object.values(policy).reduce<number>(
    (product, rule) =>
      product * (isObject(rule) ? combinations(rule, depth + 1) : Array.isArray(rule) ? rule.length * depth : 1),
    1,
  );

function compiled(text: string, isNoJson: boolean) {
  try {
    return compilePattern(text);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const why = error.message.replace('Event pattern is not valid. Reason: ', '');
    if (!isNoJson) throw new Error(why);
    const hidden = why.replace(
      /\(String\)"[\s\S]*"(?=; line: )/,
      'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)',
    );
    throw new Error(`failed to parse JSON. ${hidden}`);
  }
}

/** Binary attributes are not filtered by. */
function plain(attributes: Filtered['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType = '', StringValue: text = '' }]) => {
      if (DataType.startsWith('Binary')) return [];
      if (DataType === 'String.Array') return [[name, listOf(text)]];
      return [[name, DataType.startsWith('Number') ? Number(text) : text]];
    }),
  );
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
