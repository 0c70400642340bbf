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
    return (parts as unknown[]).map(String).join(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolveList(argument, scope);
    return (list as unknown[])[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = resolveList(argument, scope);
    return String(text).split(String(separator));
  },
  'Fn::Sub': substitute,
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

/** Logical ids that `value` refers to, and so needs first. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  const call = intrinsic(value);
  if (call?.name === 'Ref') return [String(call.argument)];
  if (call?.name === 'Fn::GetAtt')
    return [String(Array.isArray(call.argument) ? call.argument[0] : String(call.argument).split('.')[0])];
  const named = call?.name === 'Fn::Sub' ? placeholders(call.argument).map((name) => name.split('.')[0] ?? '') : [];
  return [...named, ...Object.values(value).flatMap(references)];
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
