import type {
  DeleteStackInput,
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  DescribeStacksInput,
  DescribeStacksOutput,
  ListExportsInput,
  ListExportsOutput,
  ListImportsInput,
  ListImportsOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
  ListStacksInput,
  ListStacksOutput,
} from '@aws-sdk/client-cloudformation';
import type { Stack } from '../../cloudformation/stack';
import type { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Deployer } from './deployer';
import { stackMissing, validation } from './errors';
import type { Stacks } from './stacks';
import { describeEvent, describeResource, describeStack, summarizeStack } from './views';

/** Items that AWS answers with at once. */
const PER_PAGE = 100;

/** CloudFormation over the wire: what tells of stacks, and what removes them. */
export function operations(stacks: Stacks, deployer: Deployer) {
  const find = (nameOrId = '', missing: (nameOrId: string) => ServiceError = stackMissing): Stack => {
    const found = stacks.find(nameOrId);
    if (found === undefined) throw missing(nameOrId);
    return found;
  };
  return {
    DescribeStacks(input: DescribeStacksInput): DescribeStacksOutput {
      only('DescribeStacks', input, ['StackName', 'NextToken']);
      const wanted = input.StackName === undefined ? newestFirst(stacks.all()) : [find(input.StackName)];
      const { items, next } = cut(wanted, input.NextToken);
      return { Stacks: items.map(describeStack), ...next };
    },

    ListStacks(input: ListStacksInput): ListStacksOutput {
      only('ListStacks', input, ['StackStatusFilter', 'NextToken']);
      const { StackStatusFilter: statuses = [] } = input;
      const wanted = stacks.withGone().filter(({ status }) => statuses.length === 0 || statuses.includes(status));
      const { items, next } = cut(newestFirst(wanted), input.NextToken);
      return { StackSummaries: items.map(summarizeStack), ...next };
    },

    /** Newest first. */
    DescribeStackEvents(input: DescribeStackEventsInput): DescribeStackEventsOutput {
      only('DescribeStackEvents', input, ['StackName', 'NextToken']);
      const stack = find(input.StackName, (name) => validation(`Stack [${name}] does not exist`));
      const { items, next } = cut([...stack.events].reverse(), input.NextToken);
      return { StackEvents: items.map((event) => describeEvent(stack, event)), ...next };
    },

    DescribeStackResource(input: DescribeStackResourceInput): DescribeStackResourceOutput {
      only('DescribeStackResource', input, ['StackName', 'LogicalResourceId']);
      const stack = find(input.StackName, (name) => validation(`Stack '${name}' does not exist`));
      const { LogicalResourceId: logicalId = '' } = input;
      const resource = stack.resource(logicalId);
      if (resource === undefined) {
        throw validation(`Resource ${logicalId} does not exist for stack ${input.StackName}`);
      }
      return {
        StackResourceDetail: {
          StackName: stack.name,
          StackId: stack.id,
          ...describeResource(resource),
          LastUpdatedTimestamp: new Date(resource.updatedAt),
        },
      };
    },

    DescribeStackResources(input: DescribeStackResourcesInput): DescribeStackResourcesOutput {
      only('DescribeStackResources', input, ['StackName', 'LogicalResourceId', 'PhysicalResourceId']);
      const { StackName: name, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = input;
      const stack = physicalId === undefined ? find(name) : holderOf(stacks, physicalId);
      const wanted = stack.resources.filter((one) => logicalId === undefined || one.logicalId === logicalId);
      return {
        StackResources: wanted.map((resource) => ({
          StackName: stack.name,
          StackId: stack.id,
          ...describeResource(resource),
          Timestamp: new Date(resource.updatedAt),
        })),
      };
    },

    ListStackResources(input: ListStackResourcesInput): ListStackResourcesOutput {
      only('ListStackResources', input, ['StackName', 'NextToken']);
      const { items, next } = cut(find(input.StackName).resources, input.NextToken);
      return {
        StackResourceSummaries: items.map((resource) => ({
          ...describeResource(resource),
          LastUpdatedTimestamp: new Date(resource.updatedAt),
        })),
        ...next,
      };
    },

    ListExports(input: ListExportsInput): ListExportsOutput {
      only('ListExports', input, ['NextToken']);
      const all = [...stacks.exports()].sort(([a], [b]) => (a < b ? -1 : 1));
      const { items, next } = cut(all, input.NextToken);
      return {
        Exports: items.map(([Name, { value, stack }]) => ({ ExportingStackId: stack.id, Name, Value: value })),
        ...next,
      };
    },

    ListImports(input: ListImportsInput): ListImportsOutput {
      only('ListImports', input, ['ExportName', 'NextToken']);
      const { ExportName: name = '' } = input;
      const importers = stacks.importersOf(name);
      if (importers.length === 0) throw validation(`Export '${name}' is not imported by any stack.`);
      const { items, next } = cut(importers, input.NextToken);
      return { Imports: items, ...next };
    },

    /** Answers at once; what becomes of it shows in the stack's status and events. A stack that is not there is no error. */
    DeleteStack(input: DeleteStackInput): object {
      only('DeleteStack', input, ['StackName', 'ClientRequestToken']);
      const { StackName: name = '' } = input;
      const stack = stacks.find(name);
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {};
      deployer.beginDeletion(stack.id);
      return {};
    },
  };
}

const newestFirst = (stacks: readonly Stack[]): Stack[] => [...stacks].reverse();

function cut<Item>(all: readonly Item[], token: string | undefined) {
  const { items, next } = page(all, token, PER_PAGE, () => validation('Invalid token'));
  return { items, next: next === undefined ? {} : { NextToken: next } };
}

function holderOf(stacks: Stacks, physicalId: string): Stack {
  const holder = stacks.all().find(({ resources }) => resources.some(({ ref }) => ref === physicalId));
  if (holder === undefined) throw validation(`Stack for ${physicalId} does not exist`);
  return holder;
}
