import { isObject } from '../services/support/json';
import { isKnownKey, isKnownOperator } from './conditions';
import type { PolicyKind } from './policy';
import { PRINCIPAL_TYPES } from './principals';

const DOCUMENT = ['Id', 'Statement', 'Version'];
const STATEMENT = ['Action', 'Condition', 'Effect', 'NotAction', 'NotResource', 'Principal', 'Resource', 'Sid'];
const VERSIONS = ['2008-10-17', '2012-10-17'];

/**
 * What of a policy document is not understood here, in words; empty when all is. Also takes a document of a template,
 * whose values may still be intrinsic functions: those are left for later.
 */
export function inspectPolicy(document: unknown, kind: PolicyKind): string[] {
  if (isIntrinsic(document)) return [];
  if (!isObject(document)) return ['a policy document that is no object'];
  const { Version: version, Statement: statements } = document;
  return [
    ...unknown(document, DOCUMENT),
    ...(version === undefined || isIntrinsic(version) || VERSIONS.includes(String(version))
      ? []
      : [`the policy version ${version}`]),
    ...listed(statements).flatMap((statement) => inspectStatement(statement, kind)),
  ];
}

function inspectStatement(statement: unknown, kind: PolicyKind): string[] {
  if (isIntrinsic(statement)) return [];
  if (!isObject(statement)) return ['a policy statement that is no object'];
  const { Effect: effect, Principal: principal } = statement;
  return [
    ...unknown(statement, STATEMENT),
    ...(effect === 'Allow' || effect === 'Deny' || isIntrinsic(effect) ? [] : [`the policy effect ${effect}`]),
    ...exactlyOne(statement, 'Action', 'NotAction'),
    ...(kind === 'trust'
      ? none(statement, 'Resource', 'NotResource')
      : exactlyOne(statement, 'Resource', 'NotResource')),
    ...(kind === 'identity' ? none(statement, 'Principal') : inspectPrincipal(principal)),
    ...['Resource', 'NotResource'].flatMap((element) => variables(statement[element])),
    ...inspectConditions(statement.Condition),
  ];
}

function inspectPrincipal(principal: unknown): string[] {
  if (principal === '*' || isIntrinsic(principal)) return [];
  if (!isObject(principal)) return ['a statement without Principal'];
  return Object.keys(principal)
    .filter((type) => !PRINCIPAL_TYPES.includes(type))
    .map((type) => `the principal type ${type}`);
}

function inspectConditions(conditions: unknown): string[] {
  if (conditions === undefined || isIntrinsic(conditions)) return [];
  if (!isObject(conditions)) return ['a policy condition that is no object'];
  return Object.entries(conditions).flatMap(([operator, keys]) => [
    ...(isKnownOperator(operator) ? [] : [`the condition operator ${operator}`]),
    ...(isObject(keys) && !isIntrinsic(keys)
      ? Object.entries(keys).flatMap(([key, values]) => [
          ...(isKnownKey(key) ? [] : [`the condition key ${key}`]),
          ...variables(values),
        ])
      : []),
  ]);
}

/** `${aws:username}` and its like: policy variables. In a template the text of Fn::Sub is none. */
function variables(values: unknown): string[] {
  return listed(values).flatMap((value) =>
    typeof value === 'string'
      ? [...value.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => `the policy variable ${name}`)
      : [],
  );
}

function unknown(object: object, known: readonly string[]): string[] {
  return Object.keys(object)
    .filter((element) => !known.includes(element))
    .map((element) => `the policy element ${element}`);
}

function exactlyOne(statement: Readonly<Record<string, unknown>>, ...elements: readonly string[]): string[] {
  const given = elements.filter((element) => statement[element] !== undefined);
  return given.length === 1 ? [] : [`a statement with ${given.join(' and ') || `neither ${elements.join(' nor ')}`}`];
}

function none(statement: Readonly<Record<string, unknown>>, ...elements: readonly string[]): string[] {
  return elements
    .filter((element) => statement[element] !== undefined)
    .map((element) => `a statement with ${element} in this kind of policy`);
}

/** Policies write one thing as itself or as a list of one. */
export function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isIntrinsic(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}
