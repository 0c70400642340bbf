import { isObject } from '../services/support/json';
import { inspectPolicy } from './inspect-policy';
import type { PolicyKind } from './policy';

/** A policy document in the properties of a resource of a template. */
export interface TemplatePolicy {
  readonly kind: PolicyKind;
  /** Names of the properties that lead to it; a number is an index of a list. */
  readonly path: readonly (string | number)[];
  readonly document: unknown;
}

type Given = Readonly<Record<string, unknown>>;

const only = (kind: PolicyKind, property: string) => (properties: Given) =>
  properties[property] === undefined ? [] : [{ kind, path: [property], document: properties[property] }];

/** Where resource types keep policy documents. A Lambda permission is a statement in properties of its own. */
const PLACES: Readonly<Record<string, (properties: Given) => TemplatePolicy[]>> = {
  'AWS::IAM::ManagedPolicy': only('identity', 'PolicyDocument'),
  'AWS::IAM::Policy': only('identity', 'PolicyDocument'),
  'AWS::IAM::Role': (properties) => [
    ...only('trust', 'AssumeRolePolicyDocument')(properties),
    ...(Array.isArray(properties.Policies) ? properties.Policies : []).flatMap((policy: unknown, index) =>
      isObject(policy)
        ? [
            {
              kind: 'identity' as const,
              path: ['Policies', index, 'PolicyDocument'],
              document: policy.PolicyDocument,
            },
          ]
        : [],
    ),
  ],
  'AWS::SNS::TopicPolicy': only('resource', 'PolicyDocument'),
  'AWS::SQS::QueuePolicy': only('resource', 'PolicyDocument'),
};

/** The policy documents in a resource's properties, intrinsic functions resolved or not. */
export function policiesIn(type: string, properties: Given = {}): TemplatePolicy[] {
  return PLACES[type]?.(properties) ?? [];
}

/** What of a resource's policies is not understood here, in words; empty when all is. */
export function policyRefusals(type: string, properties: Given = {}): string[] {
  return [...new Set(policiesIn(type, properties).flatMap(({ document, kind }) => inspectPolicy(document, kind)))];
}
