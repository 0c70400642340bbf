import type { Change, ChangeSetSummary, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { AssemblyStack } from '../../cloudformation/assembly';
import type { ChangeDetail } from '../../cloudformation/change-details';
import { KNOWN_AFTER_APPLY } from '../../cloudformation/intrinsics';
import type { DetailedChange } from '../../cloudformation/plan';
import type { Properties } from '../../cloudformation/resource-type';
import type { Stack } from '../../cloudformation/stack';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly type: 'CREATE' | 'UPDATE';
  readonly source: AssemblyStack;
  readonly description: string | undefined;
  readonly changes: readonly DetailedChange[];
  /** ms since the epoch. */
  readonly created: number;
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';
}

const EMPTY = "The submitted information didn't contain changes. Submit different information to create a change set.";

export function summaryOf({ id, name, stack, description, created, status }: ChangeSet): ChangeSetSummary {
  const failed = status === 'UNAVAILABLE';
  return {
    ChangeSetId: id,
    ChangeSetName: name,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(created),
    Status: failed ? 'FAILED' : 'CREATE_COMPLETE',
    ...(failed && { StatusReason: EMPTY }),
    ExecutionStatus: status,
    ...(description !== undefined && { Description: description }),
    IncludeNestedStacks: false,
  };
}

/** @param withValues whether properties are shown before and after */
export function shown(change: DetailedChange, stack: Stack, withValues: boolean): Change {
  const { logicalId, type, action, policy, before, after } = change;
  const physicalId = stack.resource(logicalId)?.ref;
  const isModified = action === 'Modify' || action === 'Replace';
  const verdict = policyAction(change);
  return {
    Type: 'Resource',
    ResourceChange: {
      ...(policy !== undefined && { PolicyAction: verdict }),
      Action: action === 'Replace' ? 'Modify' : action,
      LogicalResourceId: logicalId,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceType: type,
      ...(isModified && { Replacement: action === 'Replace' ? 'True' : 'False' }),
      Scope: isModified ? ['Properties'] : [],
      Details: change.details.flatMap((detail) => (withValues ? detailed(detail) : brief(detail))),
      ...(withValues && before !== undefined && { BeforeContext: context(before) }),
      ...(withValues && after !== undefined && { AfterContext: context(after) }),
    },
  };
}

/** What becomes of the resource that goes. */
function policyAction({ action, policy }: DetailedChange): ResourceChange['PolicyAction'] {
  const kept = policy === 'Retain' || policy === 'RetainExceptOnCreate';
  if (action === 'Replace') return kept ? 'ReplaceAndRetain' : 'ReplaceAndDelete';
  return kept ? 'Retain' : 'Delete';
}

function brief(detail: ChangeDetail): ResourceChangeDetail[] {
  // What another resource brings is told by that alone; what a parameter brings is told twice.
  const alone = detail.causes.length > 0 && detail.causes.every(({ source }) => source !== 'ParameterReference');
  const told = causes(detail);
  return (alone ? told.slice(0, -1) : told).map((cause) => ({ ...cause, Target: target(detail) }));
}

function detailed(detail: ChangeDetail): ResourceChangeDetail[] {
  const places = leaves(`/Properties/${detail.property}`, detail.before, detail.after);
  return places.flatMap(({ path, before, after }) =>
    causes(detail).map((cause) => ({
      ...cause,
      Target: {
        ...target(detail),
        Path: path,
        ...(before !== undefined && { BeforeValue: textOf(before) }),
        ...(after !== undefined && { AfterValue: textOf(after) }),
        AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
      },
    })),
  );
}

function causes({ causes }: ChangeDetail): Omit<ResourceChangeDetail, 'Target'>[] {
  if (causes.length === 0) return [{ Evaluation: 'Static', ChangeSource: 'DirectModification' }];
  return [
    ...causes.map(({ source, entity }) => ({
      Evaluation: 'Static' as const,
      ChangeSource: source,
      CausingEntity: entity,
    })),
    { Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
  ];
}

const target = ({ property, recreates }: ChangeDetail) =>
  ({ Attribute: 'Properties', Name: property, RequiresRecreation: recreates ? 'Always' : 'Never' }) as const;

interface Leaf {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where two values differ: at the ends of objects; lists differ as a whole. */
function leaves(path: string, before: unknown, after: unknown): Leaf[] {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => leaves(`${path}/${key}`, before[key], after[key]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const context = (properties: Properties): string => JSON.stringify({ Properties: textual(properties) });

/** Scalars are texts there, and what is known in part is not known. */
function textual(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textual);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, textual(item)]));
  return textOf(value);
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.includes(KNOWN_AFTER_APPLY) ? KNOWN_AFTER_APPLY : text;
}
