import type { PolicyKind, Statement } from '../../authorization/policy';
import { readPolicy } from '../../authorization/read-policy';
import { ServiceError } from '../../kernel/errors';
import { parseObject } from '../support/json';

/** A policy as it was given, and as it is read. */
export interface Document {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** @throws NotEmulatedError for what is not understood in it */
export function documentOf(value: unknown, kind: PolicyKind): Document {
  return { text: JSON.stringify(value), statements: readPolicy(value, kind) };
}

/** Of a policy that comes as text. @throws MalformedPolicyDocument, NotEmulatedError */
export function readDocument(text: string, kind: PolicyKind): Document {
  const value = parseObject(text);
  if (value === undefined) throw new ServiceError('MalformedPolicyDocument', 'This policy contains invalid Json');
  return { ...documentOf(value, kind), text };
}

/** IAM does not count white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const lengthOf = ({ text }: Document): number => text.replace(/\s/g, '').length;
