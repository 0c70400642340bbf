import type {
  Capability,
  ResourceStatus,
  StackEvent as StackEventView,
  StackResourceSummary,
  StackSummary,
  Stack as StackView,
} from '@aws-sdk/client-cloudformation';
import type { AssemblyStack } from '../../cloudformation/assembly';
import type { Stack, StackEvent, StackResource } from '../../cloudformation/stack';
import { tagList } from '../support/tags';

/** A stack as DescribeStacks shows it. */
export function describeStack(stack: Stack): StackView {
  const { source, outputs } = stack;
  const removed = stack.deletedAt ?? stack.removalBegan;
  return {
    StackId: stack.id,
    StackName: stack.name,
    // A stack in review has neither template nor tags yet, only change sets have.
    ...(source.template.Description !== undefined &&
      stack.status !== 'REVIEW_IN_PROGRESS' && { Description: source.template.Description }),
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(removed !== undefined && { DeletionTime: new Date(removed) }),
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: false,
    // A stack that is gone has none to show.
    ...(stack.deletedAt === undefined && { EnableTerminationProtection: source.terminationProtection }),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Tags: stack.status === 'REVIEW_IN_PROGRESS' ? [] : tagList(source.tags ?? {}),
    ...(source.capabilities !== undefined && { Capabilities: source.capabilities as Capability[] }),
    ...parametersOf(source),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    ...(outputs.length > 0 && {
      Outputs: outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
        ExportName: exportName,
      })),
    }),
  };
}

/** Every parameter of the template with its value, given or default. */
export function parametersOf(source: AssemblyStack): Pick<StackView, 'Parameters'> {
  const declared = Object.entries(source.template.Parameters ?? {});
  if (declared.length === 0) return {};
  return {
    Parameters: declared.map(([ParameterKey, { Default, NoEcho }]) => {
      const ResolvedValue = source.resolved?.[ParameterKey];
      return {
        ParameterKey,
        ParameterValue: String(NoEcho) === 'true' ? '****' : String(source.parameters?.[ParameterKey] ?? Default),
        ...(ResolvedValue !== undefined && { ResolvedValue }),
      };
    }),
  };
}

/** A stack as ListStacks shows it. */
export function summarizeStack(stack: Stack): StackSummary {
  const { StackId, StackName, CreationTime, LastUpdatedTime, DeletionTime, StackStatus, StackStatusReason } =
    describeStack(stack);
  const { Description: TemplateDescription } = stack.source.template;
  return {
    StackId,
    StackName,
    TemplateDescription,
    CreationTime,
    LastUpdatedTime,
    DeletionTime,
    StackStatus,
    StackStatusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** What DescribeStackEvents shows of a resource, or of the stack itself. */
export function describeEvent(stack: Stack, event: StackEvent): StackEventView {
  return {
    StackId: stack.id,
    StackName: stack.name,
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.time),
    // Events of the stack itself have its statuses, some of which the SDK's list leaves out.
    ResourceStatus: event.status as ResourceStatus,
    ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    ...(event.properties !== undefined && { ResourceProperties: JSON.stringify(event.properties) }),
  };
}

/** The members that all listings of resources share; each has its own name for the time. */
export function describeResource({ logicalId, ref, type, status }: StackResource): Omit<
  StackResourceSummary,
  'LastUpdatedTimestamp' | 'ResourceStatus' | 'LogicalResourceId' | 'ResourceType'
> & {
  LogicalResourceId: string;
  ResourceType: string;
  ResourceStatus: ResourceStatus;
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' };
} {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: ref,
    ResourceType: type,
    ResourceStatus: status,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}
