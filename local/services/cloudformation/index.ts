import type { Surroundings } from '../../cloudformation/prepare';
import type { ResourceType } from '../../cloudformation/resource-type';
import type { Stack } from '../../cloudformation/stack';
import type { Platform, Service } from '../../kernel/platform';
import { ChangeSets } from './change-sets';
import { Deployer, type MutateTemplate, type StackDeployment } from './deployer';
import { getTemplate } from './get-template';
import { operations } from './operations';
import { Stacks } from './stacks';
import { templateOperations } from './template-operations';

export type { MutateTemplate, StackDeployment };

export interface CloudFormation {
  readonly service: Service;
  /** See Deployer.deploy. */
  deploy(directory: string, only?: readonly string[]): Promise<StackDeployment[]>;
  /** See Deployer.delete. */
  delete(nameOrId: string): Promise<void>;
  /** What templates may be made of here. */
  readonly types: ReadonlyMap<string, ResourceType>;
  /** Those that stand, in order of their creation. */
  stacks(): readonly Stack[];
}

/** CloudFormation: makes, changes and removes stacks from cloud assemblies, and tells of them. */
export function createCloudFormation(
  platform: Platform,
  resourceTypes: readonly ResourceType[],
  mutate: MutateTemplate = (template) => template,
): CloudFormation {
  const stacks = new Stacks(platform);
  const types = new Map(resourceTypes.map((type) => [type.type, type]));
  const around: Surroundings = { platform, types, standing: stacks };
  const deployer = new Deployer(stacks, around, mutate);
  const changeSets = new ChangeSets(platform, stacks, deployer);
  return {
    service: {
      name: 'cloudformation',
      operations: {
        ...operations(stacks, deployer),
        ...templateOperations(stacks, deployer),
        ...changeSets.operations,
        ...getTemplate(stacks, changeSets),
      },
    },
    deploy: (directory, only) => deployer.deploy(directory, only),
    delete: (nameOrId) => deployer.delete(nameOrId),
    types,
    stacks: () => stacks.all(),
  };
}
