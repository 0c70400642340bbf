import type { Platform } from '../kernel/platform';
import type { AssemblyStack } from './assembly';
import { resolve, type Scope } from './intrinsics';
import { creationOrder } from './order';
import type { CreatedResource, ResourceType } from './resource-type';
import { unknownParts } from './template';

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackResource extends CreatedResource {
  readonly logicalId: string;
  readonly type: string;
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly resources: readonly StackResource[];
  readonly outputs: readonly StackOutput[];
}

/** The stacks that stand already, as far as a new one may refer to them. Undefined for what is not there. */
export interface StandingStacks {
  exportedValue(exportName: string): string | undefined;
  outputOf(stackName: string, outputName: string): string | undefined;
}

export type ResourceTypes = ReadonlyMap<string, ResourceType>;

/** Everything in the template that this AWS cannot make, in words; empty when it can make all of it. */
export function refusals(stack: AssemblyStack, types: ResourceTypes): string[] {
  const resources = Object.entries(stack.template.Resources ?? {}).flatMap(([id, resource]) => {
    const type = types.get(resource.Type);
    if (type === undefined) return [`resource type ${resource.Type} (${id})`];
    const known = [...type.properties, ...Object.keys(type.withoutEffect ?? {})];
    return Object.keys(resource.Properties ?? {})
      .filter((property) => !known.includes(property))
      .map((property) => `property ${property} of ${resource.Type} (${id})`);
  });
  return [...unknownParts(stack.template), ...resources].map((what) => `stack ${stack.name}: ${what}`);
}

/** Creates one stack: its resources in order of need, then its outputs. */
export async function createStack(
  stack: AssemblyStack,
  types: ResourceTypes,
  standing: StandingStacks,
  platform: Platform,
): Promise<Stack> {
  const ids = platform.random.stream(`cloudformation/${stack.name}`);
  const id = `arn:aws:cloudformation:${platform.region}:${platform.account}:stack/${stack.name}/${ids.uuid()}`;
  const created = new Map<string, StackResource>();
  const parameters = await readParameters(stack, platform);
  const scope = scopeOf(stack, id, created, parameters, standing, platform);
  checkRules(stack, scope);

  const { Resources = {}, Outputs = {} } = stack.template;
  for (const logicalId of creationOrder(Resources)) {
    const resource = Resources[logicalId];
    const type = resource === undefined ? undefined : types.get(resource.Type);
    if (resource === undefined || type === undefined) continue;
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    try {
      const made = await type.create(resolve(resource.Properties ?? {}, scope) as Record<string, unknown>, {
        stackName: stack.name,
        logicalId,
        physicalName: (maxLength = 128) => physicalName(stack.name, logicalId, ids.word(12), maxLength),
        assetPath: (key) => assetPath(stack, key),
      });
      created.set(logicalId, { ...made, logicalId, type: resource.Type });
    } catch (error) {
      throw new Error(`Stack ${stack.name}: ${logicalId} (${resource.Type}) failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  const outputs = Object.entries(Outputs)
    .filter(([, output]) => output.Condition === undefined || scope.condition(output.Condition))
    .map(([key, output]) => ({
      key,
      value: String(resolve(output.Value, scope)),
      ...(output.Description === undefined ? {} : { description: output.Description }),
      ...(output.Export === undefined ? {} : { exportName: String(resolve(output.Export.Name, scope)) }),
    }));
  return { name: stack.name, id, createdAt: platform.clock.now(), resources: [...created.values()], outputs };
}

function scopeOf(
  stack: AssemblyStack,
  stackId: string,
  created: ReadonlyMap<string, StackResource>,
  parameters: ReadonlyMap<string, string>,
  standing: StandingStacks,
  platform: Platform,
): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': platform.account,
    'AWS::Partition': 'aws',
    'AWS::Region': platform.region,
    'AWS::StackId': stackId,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const scope: Scope = {
    ref(name) {
      const value = pseudo[name] ?? parameters.get(name) ?? created.get(name)?.ref;
      if (value === undefined)
        throw new Error(`Ref to ${name}, which is no resource, parameter or pseudo parameter known here`);
      return value;
    },
    attribute(logicalId, name) {
      const resource = created.get(logicalId);
      const value = resource?.attributes[name];
      if (value === undefined)
        throw new Error(
          `Fn::GetAtt ${logicalId}.${name}: ${resource?.type ?? 'the resource'} has no such attribute here`,
        );
      return value;
    },
    importValue(name) {
      const value = standing.exportedValue(name);
      if (value === undefined) throw new Error(`No export named ${name} found: deploy the stack that exports it first`);
      return value;
    },
    stackOutput(stackName, outputName) {
      const value = standing.outputOf(stackName, outputName);
      if (value === undefined)
        throw new Error(`No stack ${stackName} with an output ${outputName} found: deploy that stack first`);
      return value;
    },
    condition(name) {
      const condition = stack.template.Conditions?.[name];
      if (condition === undefined) throw new Error(`Condition ${name} is not defined`);
      return resolve(condition, scope) === true;
    },
  };
  return scope;
}

/** Parameters keep their defaults; those of an SSM type are looked up, as CloudFormation does. */
async function readParameters(stack: AssemblyStack, platform: Platform): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
    if (parameter.Default === undefined) throw new Error(`Stack ${stack.name}: parameter ${name} has no default`);
    if (parameter.Type === 'String') values.set(name, parameter.Default);
    else if (parameter.Type === 'AWS::SSM::Parameter::Value<String>') {
      const found = await platform.call<{ Parameter?: { Value?: string } }>(
        'ssm',
        'GetParameter',
        { Name: parameter.Default },
        {
          kind: 'service',
          service: 'cloudformation.amazonaws.com',
        },
      );
      values.set(name, found.Parameter?.Value ?? '');
    } else
      throw new Error(
        `Stack ${stack.name}: the embedded AWS does not implement parameters of type ${parameter.Type} (${name})`,
      );
  }
  return values;
}

function checkRules(stack: AssemblyStack, scope: Scope): void {
  for (const [name, rule] of Object.entries(stack.template.Rules ?? {})) {
    for (const assertion of rule.Assertions) {
      if (resolve(assertion.Assert, scope) !== true) {
        throw new Error(
          `Stack ${stack.name}: rule ${name} does not hold: ${assertion.AssertDescription ?? JSON.stringify(assertion.Assert)}`,
        );
      }
    }
  }
}

/** `<stack>-<logical id>-<random>`; the logical id gives way where the service allows less, as with CloudFormation. */
function physicalName(stackName: string, logicalId: string, random: string, maxLength: number): string {
  const room = maxLength - random.length - 2;
  const stackPart = stackName.slice(0, Math.max(room - Math.min(logicalId.length, Math.ceil(room / 2)), 0));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${random}`;
}

function assetPath(stack: AssemblyStack, key: string): string {
  const path = stack.assets.get(key);
  if (path === undefined) throw new Error(`The assembly has no asset with the S3 key ${key}`);
  return path;
}
