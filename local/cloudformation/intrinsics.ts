/** Something is wrong with the template itself, in CloudFormation's words. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Something is referred to that is nowhere in the stack. */
export class UnresolvedDependency extends TemplateError {
  constructor(readonly names: readonly string[]) {
    super(`Template format error: ${unresolvedIn(names, 'Resources')}`);
  }
}

export const unresolvedIn = (names: readonly string[], block: 'Resources' | 'Outputs'): string =>
  `Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`;

/** What CloudFormation shows for a value that is known only when the change has been made. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Where the values come from that intrinsic functions refer to. */
export interface Scope {
  /** Value of `Ref`: a resource, parameter or pseudo parameter. Throws for an unknown name. */
  ref(name: string): unknown;
  /** Value of `Fn::GetAtt`. Throws for an unknown resource or attribute. */
  attribute(logicalId: string, name: string): unknown;
  importValue(name: string): unknown;
  /** Value of `Fn::GetStackOutput` in this account and region. Throws for an unknown stack or output. */
  stackOutput(stackName: string, outputName: string): unknown;
  condition(name: string): boolean;
  /** Value of `Fn::FindInMap`. Throws where there is none. */
  mapped(map: string, first: string, second: string): unknown;
}

/** `Ref: AWS::NoValue` takes its property away. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(name))),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
    return scope.attribute(String(id), attribute.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = resolveList(argument, scope);
    return parts === KNOWN_AFTER_APPLY ? parts : (parts as unknown[]).map(String).join(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolveList(argument, scope);
    if (list === KNOWN_AFTER_APPLY) return list;
    if (!Array.isArray(list) || !/^\d+$/.test(String(index)) || Number(index) >= list.length) {
      throw new TemplateError(
        'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
      );
    }
    return list[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = resolveList(argument, scope);
    // How many parts it will have is not known either.
    return String(text).includes(KNOWN_AFTER_APPLY) ? KNOWN_AFTER_APPLY : String(text).split(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::FindInMap': (argument, scope) => {
    const path = resolveList(argument, scope).map(String);
    if (path.length === 4) throw new Error('The embedded AWS does not implement Fn::FindInMap with a default value');
    const [map, first, second] = path;
    if (path.length !== 3 || map === undefined || first === undefined || second === undefined) {
      throw new TemplateError(
        'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
      );
    }
    return scope.mapped(map, first, second);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(resolve(argument, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName, Region, ...others } = resolve(argument, scope) as Record<string, unknown>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      throw new Error(`The embedded AWS does not implement Fn::GetStackOutput with ${unknown}`);
    if (Region !== undefined && Region !== scope.ref('AWS::Region'))
      throw new Error(`Fn::GetStackOutput: there is only one region here`);
    return scope.stackOutput(String(StackName), String(OutputName));
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
    return resolve(scope.condition(condition) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolveList(argument, scope);
    return left === right;
  },
  'Fn::And': (argument, scope) => resolveList(argument, scope).every((value) => value === true),
  'Fn::Or': (argument, scope) => resolveList(argument, scope).some((value) => value === true),
  'Fn::Not': (argument, scope) => resolveList(argument, scope)[0] !== true,
  'Fn::Contains': (argument, scope) => {
    const [list, value] = resolveList(argument, scope);
    return (list as unknown[]).includes(value);
  },
  Condition: (name, scope) => scope.condition(String(name)),
};

/** Names of the intrinsic functions that there are here. */
export const INTRINSICS: readonly string[] = Object.keys(FUNCTIONS);

/** Evaluates every intrinsic function in `value`. An unknown `Fn::` is an error naming it. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (value === null || typeof value !== 'object') return value;
  const call = intrinsic(value);
  if (call !== undefined) {
    const evaluate = FUNCTIONS[call.name];
    if (evaluate === undefined)
      throw new Error(`The embedded AWS does not implement the intrinsic function ${call.name}`);
    return evaluate(call.argument, scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** What `value` refers to: a parameter or a resource, or an attribute of a resource. */
export interface Mention {
  readonly name: string;
  readonly attribute?: string;
}

export function mentions(value: unknown): Mention[] {
  if (Array.isArray(value)) return value.flatMap(mentions);
  if (value === null || typeof value !== 'object') return [];
  const call = intrinsic(value);
  if (call?.name === 'Ref') return [{ name: String(call.argument) }];
  if (call?.name === 'Fn::GetAtt') {
    return [mention((Array.isArray(call.argument) ? call.argument : [call.argument]).map(String).join('.'))];
  }
  const named = call?.name === 'Fn::Sub' ? placeholders(call.argument).map(mention) : [];
  return [...named, ...Object.values(value).flatMap(mentions)];
}

/** Names that `value` refers to, and so needs first. */
export const references = (value: unknown): string[] => mentions(value).map(({ name }) => name);

function mention(dotted: string): Mention {
  const [name = '', ...attribute] = dotted.split('.');
  return attribute.length === 0 ? { name } : { name, attribute: attribute.join('.') };
}

function intrinsic(value: object): { name: string; argument: unknown } | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, argument] = entry;
  if (name === 'Ref' || name.startsWith('Fn::')) return { name, argument };
  return name === 'Condition' && typeof argument === 'string' ? { name, argument } : undefined;
}

function resolveList(argument: unknown, scope: Scope): unknown[] {
  const list = resolve(argument, scope);
  if (!Array.isArray(list)) throw new Error('An intrinsic function got something else than a list');
  return list;
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;

function substitute(argument: unknown, scope: Scope): unknown {
  const [text, variables] = Array.isArray(argument)
    ? (argument as [string, Record<string, unknown>])
    : [String(argument), {}];
  return text.replace(PLACEHOLDER, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (variables[name] !== undefined) return String(resolve(variables[name], scope));
    const [id, ...attribute] = name.split('.');
    return String(attribute.length === 0 ? scope.ref(name) : scope.attribute(String(id), attribute.join('.')));
  });
}

function placeholders(argument: unknown): string[] {
  const [text, variables] = Array.isArray(argument)
    ? (argument as [string, Record<string, unknown>])
    : [String(argument), {}];
  return [...text.matchAll(PLACEHOLDER)]
    .map(([, name]) => name ?? '')
    .filter((name) => !name.startsWith('!') && variables[name] === undefined);
}
