import { arnPattern, type Pattern, textPattern } from './pattern';
import type { Context } from './request';

/** One key of one operator of a Condition element. */
export interface Condition {
  holds(context: Context): boolean;
}

interface Operator {
  /** A negated operator holds when no value matches, and when the request lacks the key. */
  readonly negated: boolean;
  readonly compile: (value: string) => Pick<Pattern, 'matches'>;
}

const exactly = (value: string) => ({ matches: (given: string) => given === value });
const ignoringCase = (value: string) => ({
  matches: (given: string) => given.toLowerCase() === value.toLowerCase(),
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ArnEquals: { negated: false, compile: arnPattern },
  ArnLike: { negated: false, compile: arnPattern },
  ArnNotEquals: { negated: true, compile: arnPattern },
  ArnNotLike: { negated: true, compile: arnPattern },
  Bool: { negated: false, compile: ignoringCase },
  StringEquals: { negated: false, compile: exactly },
  StringEqualsIgnoreCase: { negated: false, compile: ignoringCase },
  StringLike: { negated: false, compile: textPattern },
  StringNotEquals: { negated: true, compile: exactly },
  StringNotEqualsIgnoreCase: { negated: true, compile: ignoringCase },
  StringNotLike: { negated: true, compile: textPattern },
};

export const CONDITION_OPERATORS: readonly string[] = [...Object.keys(OPERATORS), 'Null'];

const IF_EXISTS = 'IfExists';
/** Of the values that a request has for a key, here one at most, one is enough: so it must have one. */
const ANY_VALUE = 'ForAnyValue:';

/** Keys that requests here carry; a policy that asks for another is refused, since its condition could never hold. */
export const CONDITION_KEYS = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalServiceName',
  'aws:RequestedRegion',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceOwner',
  'cloudwatch:namespace',
  'dynamodb:EnclosingOperation',
  'iam:PassedToService',
  'sts:ExternalId',
  'sts:RoleSessionName',
] as const;

const KNOWN_KEYS = new Set<string>(CONDITION_KEYS.map((key) => key.toLowerCase()));

export const isKnownKey = (key: string): boolean => KNOWN_KEYS.has(key.toLowerCase());

export const isKnownOperator = (name: string): boolean => name === 'Null' || operatorOf(name) !== undefined;

/** @param values at least one; one of them is enough. */
export function compileCondition(name: string, key: string, values: readonly string[]): Condition {
  const wanted = key.toLowerCase();
  if (name === 'Null') {
    return { holds: (context) => values.some((value) => (value === 'true') === !context.has(wanted)) };
  }
  const operator = operatorOf(name);
  if (operator === undefined) throw new Error(`Unknown condition operator ${name}`);
  const ifAbsent = (operator.negated && !name.startsWith(ANY_VALUE)) || name.endsWith(IF_EXISTS);
  const patterns = values.map(operator.compile);
  return {
    holds: (context) => {
      const given = context.get(wanted);
      if (given === undefined) return ifAbsent;
      return patterns.some((pattern) => pattern.matches(given)) !== operator.negated;
    },
  };
}

function operatorOf(name: string): Operator | undefined {
  const single = name.startsWith(ANY_VALUE) ? name.slice(ANY_VALUE.length) : name;
  const base = single.endsWith(IF_EXISTS) ? single.slice(0, -IF_EXISTS.length) : single;
  return Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
}
