import type { Template, TemplateResource } from '../cloudformation/template';
import { parseObject } from '../services/support/json';
import { listed } from './inspect-policy';
import { policiesIn } from './template-policies';

/** A statement of a template. Stacks of one construct have the same logical ids, so that none is named. */
export interface StatementPlace {
  readonly logicalId: string;
  /** As in `TemplatePolicy`, joined by dots; empty for a resource that is a statement as a whole. */
  readonly path: string;
  /** Of the statement in its document. */
  readonly index: number;
}

/** A grant that is taken out of a template: a whole statement, or one action of it. */
export interface Withheld extends StatementPlace {
  readonly action?: string;
}

/** @throws Error naming the variable when the text is none */
export function withheldFrom(text: string, variable: string): Withheld {
  const { logicalId, path, index, action, ...others } = parseObject(text) ?? {};
  const isAction = action === undefined || typeof action === 'string';
  if (
    typeof logicalId === 'string' &&
    typeof path === 'string' &&
    typeof index === 'number' &&
    isAction &&
    Object.keys(others).length === 0
  ) {
    return { logicalId, path, index, ...(action !== undefined && { action }) };
  }
  throw new Error(`${variable} must be JSON with logicalId, path, index and perhaps action, not ${text}`);
}

/** The template without the grant; the same template when it has no such grant. */
export function withhold(template: Template, withheld: Withheld): Template {
  const { Resources = {} } = template;
  const resource = Resources[withheld.logicalId];
  if (resource === undefined) return template;
  const { [withheld.logicalId]: _, ...others } = Resources;
  // Nothing refers to a permission but by DependsOn, which is only about the order.
  if (withheld.path === '')
    return { ...template, Resources: mapValues(others, (other) => without(other, withheld.logicalId)) };
  return { ...template, Resources: { ...Resources, [withheld.logicalId]: changed(resource, withheld) } };
}

function changed(resource: TemplateResource, withheld: Withheld): TemplateResource {
  const place = policiesIn(resource.Type, resource.Properties).find(({ path }) => path.join('.') === withheld.path);
  const document = place?.document as { readonly Statement?: unknown } | undefined;
  const statements = listed(document?.Statement);
  const statement = statements[withheld.index] as Readonly<Record<string, unknown>> | undefined;
  if (place === undefined || statement === undefined) return resource;
  const rest = withheld.action === undefined ? [] : reduced(statement, withheld);
  const Statement = statements.toSpliced(withheld.index, 1, ...rest);
  return { ...resource, Properties: put(resource.Properties, place.path, { ...document, Statement }) };
}

function reduced(statement: Readonly<Record<string, unknown>>, withheld: Withheld): unknown[] {
  const left = listed(statement.Action).filter((action) => action !== withheld.action);
  return left.length === 0 ? [] : [{ ...statement, Action: left }];
}

function put(value: unknown, [step, ...rest]: readonly (string | number)[], last: unknown): Record<string, unknown> {
  const container = value as Record<string | number, unknown>;
  if (step === undefined) return last as Record<string, unknown>;
  const inner = put(container[step], rest, last);
  return Array.isArray(container) ? (container.with(step as number, inner) as never) : { ...container, [step]: inner };
}

function without(resource: TemplateResource, logicalId: string): TemplateResource {
  if (resource.DependsOn === undefined) return resource;
  return { ...resource, DependsOn: [resource.DependsOn].flat().filter((id) => id !== logicalId) };
}

function mapValues<Value>(
  object: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
