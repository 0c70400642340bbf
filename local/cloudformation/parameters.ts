import type { Platform } from '../kernel/platform';
import type { AssemblyStack } from './assembly';
import type { TemplateParameter } from './template';

const CLOUDFORMATION = { kind: 'service', service: 'cloudformation.amazonaws.com' } as const;
const LISTS: readonly string[] = ['CommaDelimitedList', 'List<String>', 'List<Number>'];
const SSM = 'AWS::SSM::Parameter::Value<String>';
export const PARAMETER_TYPES: readonly string[] = ['String', 'Number', ...LISTS, SSM];

/** What `Ref` of a parameter gives. */
export type ParameterValue = string | readonly string[];

/**
 * The values of a template's parameters: those that a stack was given, else the defaults. Those of an SSM type are
 * looked up, as CloudFormation does at each deployment.
 * @throws Error in CloudFormation's words for a value that is missing, or that the template does not allow
 */
export async function readParameters(
  stack: AssemblyStack,
  platform: Platform,
): Promise<ReadonlyMap<string, ParameterValue>> {
  const declared = Object.entries(stack.template.Parameters ?? {});
  const given = stack.parameters ?? {};
  const unknown = Object.keys(given).filter((name) => !declared.some(([known]) => known === name));
  if (unknown.length > 0) throw new Error(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing = declared.flatMap(([name, { Default }]) => ((given[name] ?? Default) === undefined ? [name] : []));
  if (missing.length > 0) throw new Error(`Parameters: [${missing.join(', ')}] must have values`);
  const values = new Map<string, ParameterValue>();
  for (const [name, parameter] of declared) {
    const text = String(given[name] ?? parameter.Default);
    check(name, parameter, text);
    values.set(name, await resolved(stack, name, parameter, text, platform));
  }
  return values;
}

/** The values of those that name a parameter of SSM. */
export function resolvedOf(
  { template }: AssemblyStack,
  values: ReadonlyMap<string, ParameterValue>,
): Readonly<Record<string, string>> {
  const names = Object.entries(template.Parameters ?? {}).flatMap(([name, { Type }]) => (Type === SSM ? [name] : []));
  return Object.fromEntries(names.map((name) => [name, String(values.get(name))]));
}

async function resolved(
  stack: AssemblyStack,
  name: string,
  { Type: type }: TemplateParameter,
  text: string,
  platform: Platform,
): Promise<ParameterValue> {
  if (type === 'String' || type === 'Number') return text;
  if (LISTS.includes(type)) return text === '' ? [] : text.split(',').map((item) => item.trim());
  if (type === SSM) {
    const input = { Name: text };
    const found = await platform.call<{ Parameter?: { Value?: string } }>('ssm', 'GetParameter', input, CLOUDFORMATION);
    return found.Parameter?.Value ?? '';
  }
  throw new Error(`Stack ${stack.name}: the embedded AWS does not implement parameters of type ${type} (${name})`);
}

function check(name: string, parameter: TemplateParameter, text: string): void {
  const { Type: type, AllowedValues: allowed, AllowedPattern: pattern, ConstraintDescription: description } = parameter;
  const values = LISTS.includes(type) ? text.split(',').map((item) => item.trim()) : [text];
  const refuse = (why: string): never => {
    throw new Error(
      `Parameter '${name}' ${description === undefined ? why : `failed to satisfy constraint: ${description}`}`,
    );
  };
  for (const value of values) {
    if (/Number/.test(type) && (value === '' || Number.isNaN(Number(value)))) {
      throw new Error(`Parameter '${name}' must be a number.`);
    }
    if (allowed !== undefined && !allowed.map(String).includes(value)) refuse('must be one of AllowedValues');
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) refuse(`must match pattern ${pattern}`);
    const { MinLength, MaxLength, MinValue, MaxValue } = parameter;
    if (value.length < Number(MinLength ?? 0)) refuse(`must contain at least ${MinLength} characters`);
    if (value.length > Number(MaxLength ?? Number.POSITIVE_INFINITY))
      refuse(`must contain at most ${MaxLength} characters`);
    if (Number(value) < Number(MinValue ?? Number.NEGATIVE_INFINITY))
      refuse(`must be a number not less than ${MinValue}`);
    if (Number(value) > Number(MaxValue ?? Number.POSITIVE_INFINITY))
      refuse(`must be a number not greater than ${MaxValue}`);
  }
}
