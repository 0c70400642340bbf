import { references, TemplateError, UnresolvedDependency, unresolvedIn } from './intrinsics';
import type { Template } from './template';

/**
 * What CloudFormation finds wrong with a template before it makes anything of it.
 * @throws TemplateError in its words
 */
export function checkTemplate(template: Template): void {
  checkNames(template);
  checkMappings(template);
  checkCalls(template, template.Resources);
  checkCalls(template, template.Outputs);
  checkReferences(template);
}

function checkNames({ Parameters = {}, Resources = {} }: Template): void {
  for (const [kind, part] of [
    ['Parameter', Parameters],
    ['Resource', Resources],
  ] as const) {
    const bad = Object.keys(part).find((name) => !/^[A-Za-z0-9]+$/.test(name));
    if (bad !== undefined) throw new TemplateError(`Template format error: ${kind} name ${bad} is non alphanumeric.`);
  }
}

function checkMappings({ Mappings = {} }: Template): void {
  for (const map of Object.values(Mappings)) {
    for (const [name, member] of Object.entries(map)) {
      if (!isMap(member)) {
        throw new TemplateError(`Template format error: Every Mappings member ${name} must be a map`);
      }
      if (Object.values(member).some(isMap)) {
        throw new TemplateError('Template format error: Every Mappings attribute must be a String or a List.');
      }
    }
  }
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The arguments of those functions that can be told wrong by looking at them. */
function checkCalls(template: Template, part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, argument] of Object.entries(part)) {
    if (name === 'Fn::GetAtt') checkAttribute(argument);
    if (name === 'Fn::If' && Array.isArray(argument)) {
      const [condition] = argument;
      if (typeof condition === 'string' && template.Conditions?.[condition] === undefined) {
        throw new TemplateError(`Template error: unresolved condition dependency ${condition} in Fn::If`);
      }
    }
    checkCalls(template, argument);
  }
}

function checkAttribute(argument: unknown): void {
  const parts = Array.isArray(argument)
    ? argument
    : String(argument)
        .split(/\.(.*)/s)
        .slice(0, 2);
  const [resource, attribute] = parts;
  const isName = typeof resource === 'string' && resource !== '';
  if (parts.length === 2 && isName && attribute !== '' && attribute !== undefined && attribute !== null) return;
  throw new TemplateError(
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  );
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
  if (unresolved.length > 0) throw new UnresolvedDependency(unresolved);
  const inOutputs = missing(template.Outputs ?? {});
  if (inOutputs.length > 0) throw new TemplateError(`Template format error: ${unresolvedIn(inOutputs, 'Outputs')}`);
}
