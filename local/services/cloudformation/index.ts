import type {
  DescribeStacksInput,
  DescribeStacksOutput,
  ListExportsOutput,
  ListStackResourcesOutput,
} from '@aws-sdk/client-cloudformation';
import { readAssembly } from '../../cloudformation/assembly';
import type { ResourceType } from '../../cloudformation/resource-type';
import { createStack, refusals, type Stack, type StandingStacks } from '../../cloudformation/stack';
import { ServiceError } from '../../kernel/errors';
import type { Platform, Service } from '../../kernel/platform';

export interface CloudFormation {
  readonly service: Service;
  /**
   * Creates the stacks of the assembly in `directory` that do not stand yet; `only` names some of them.
   * Refuses all before it creates any when a template asks for what is not emulated.
   */
  deploy(directory: string, only?: readonly string[]): Promise<Stack[]>;
  stacks(): readonly Stack[];
}

/** CloudFormation: creates stacks from a cloud assembly. Changing a standing stack is not emulated. */
export function createCloudFormation(platform: Platform, resourceTypes: readonly ResourceType[]): CloudFormation {
  const types = new Map(resourceTypes.map((type) => [type.type, type]));
  const stacks = new Map<string, Stack>();

  const exported = (): ReadonlyMap<string, string> =>
    new Map(
      [...stacks.values()].flatMap(({ outputs }) =>
        outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value] as const])),
      ),
    );

  const standing: StandingStacks = {
    exportedValue: (name) => exported().get(name),
    outputOf: (stackName, name) => stacks.get(stackName)?.outputs.find(({ key }) => key === name)?.value,
  };

  const find = (nameOrId: string): Stack => {
    const found = stacks.get(nameOrId) ?? [...stacks.values()].find(({ id }) => id === nameOrId);
    if (found === undefined) throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return found;
  };

  return {
    stacks: () => [...stacks.values()],

    async deploy(directory, only) {
      const assembly = readAssembly(directory);
      const missing = (only ?? []).filter((name) => !assembly.some((stack) => stack.name === name));
      if (missing.length > 0) {
        throw new Error(
          `No stack named ${missing.join(', ')} in ${directory}; it has ${assembly.map(({ name }) => name).join(', ')}`,
        );
      }
      const wanted = assembly.filter(({ name }) => (only === undefined || only.includes(name)) && !stacks.has(name));
      const refused = wanted.flatMap((stack) => refusals(stack, types));
      if (refused.length > 0) throw new Error(`The embedded AWS does not implement:\n  ${refused.join('\n  ')}`);
      const created: Stack[] = [];
      for (const stack of wanted) {
        const made = await createStack(stack, types, standing, platform);
        stacks.set(made.name, made);
        created.push(made);
      }
      return created;
    },

    service: {
      name: 'cloudformation',
      operations: {
        DescribeStacks: (input: DescribeStacksInput): DescribeStacksOutput => ({
          Stacks: (input.StackName === undefined ? [...stacks.values()] : [find(input.StackName)]).map((stack) => ({
            StackName: stack.name,
            StackId: stack.id,
            CreationTime: new Date(stack.createdAt),
            StackStatus: 'CREATE_COMPLETE',
            Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
              OutputKey: key,
              OutputValue: value,
              Description: description,
              ExportName: exportName,
            })),
          })),
        }),
        ListStackResources: (input: { StackName: string }): ListStackResourcesOutput => ({
          StackResourceSummaries: find(input.StackName).resources.map(({ logicalId, type, ref }) => ({
            LogicalResourceId: logicalId,
            PhysicalResourceId: ref,
            ResourceType: type,
            ResourceStatus: 'CREATE_COMPLETE',
            LastUpdatedTimestamp: new Date(find(input.StackName).createdAt),
          })),
        }),
        ListExports: (): ListExportsOutput => ({ Exports: [...exported()].map(([Name, Value]) => ({ Name, Value })) }),
      },
    },
  };
}
