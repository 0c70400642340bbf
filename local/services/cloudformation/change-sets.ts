import type {
  Capability,
  Change,
  ChangeSetSummary,
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import type { AssemblyStack } from '../../cloudformation/assembly';
import type { PlannedChange } from '../../cloudformation/plan';
import type { Stack } from '../../cloudformation/stack';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import type { Deployer } from './deployer';
import { asValidation, stackExists, stackMissing, validation } from './errors';
import { sourceOf } from './source';
import type { Stacks } from './stacks';

interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly type: 'CREATE' | 'UPDATE';
  readonly source: AssemblyStack;
  readonly description: string | undefined;
  readonly changes: readonly PlannedChange[];
  /** ms since the epoch. */
  readonly created: number;
  status: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_IN_PROGRESS';
}

const EMPTY = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** What is to become of a stack, shown before it is done. */
export class ChangeSets {
  private sets: ChangeSet[] = [];
  private readonly ids;

  constructor(
    private readonly platform: Platform,
    private readonly stacks: Stacks,
    private readonly deployer: Deployer,
  ) {
    this.ids = platform.random.stream('cloudformation.change-sets');
  }

  readonly operations = {
    CreateChangeSet: (input: CreateChangeSetInput): Promise<CreateChangeSetOutput> => this.create(input),

    DescribeChangeSet: (input: DescribeChangeSetInput): DescribeChangeSetOutput => {
      only('DescribeChangeSet', input, ['ChangeSetName', 'StackName', 'NextToken', 'IncludePropertyValues']);
      const set = this.find(input.ChangeSetName, input.StackName);
      const { parameters = {}, capabilities } = set.source;
      return {
        ...summaryOf(set),
        ...(Object.keys(parameters).length > 0 && {
          Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          })),
        }),
        Capabilities: (capabilities ?? []) as Capability[],
        NotificationARNs: [],
        RollbackConfiguration: {},
        Changes: set.changes.map((change) => shown(change, set.stack)),
      };
    },

    ListChangeSets: (input: ListChangeSetsInput): ListChangeSetsOutput => {
      only('ListChangeSets', input, ['StackName', 'NextToken']);
      const stack = this.stacks.find(input.StackName ?? '');
      if (stack === undefined) throw validation(`Stack [${input.StackName}] does not exist`);
      return { Summaries: this.sets.filter((set) => set.stack === stack).map(summaryOf) };
    },

    ExecuteChangeSet: async (input: ExecuteChangeSetInput): Promise<object> => {
      only('ExecuteChangeSet', input, ['ChangeSetName', 'StackName', 'ClientRequestToken', 'DisableRollback']);
      if (input.DisableRollback === true) throw new NotEmulatedError('an ExecuteChangeSet that does not roll back');
      const set = this.find(input.ChangeSetName, input.StackName);
      if (set.status !== 'AVAILABLE') {
        throw new ServiceError(
          'InvalidChangeSetStatus',
          `ChangeSet [${set.id}] cannot be executed in its current status of [${set.changes.length === 0 ? 'FAILED' : set.status}]`,
        );
      }
      try {
        if (set.type === 'CREATE') await this.deployer.beginCreation(set.source, set.stack);
        else await this.deployer.beginUpdate(set.stack, set.source);
      } catch (error) {
        throw asValidation(error);
      }
      set.stack.changeSetId = set.id;
      // A stack that a change set makes counts as updated, too.
      set.stack.updatedAt = this.platform.clock.now();
      // With one that is carried out go all the others: they were made for the stack as it was.
      this.sets = this.sets.filter(({ stack }) => stack !== set.stack);
      return {};
    },

    DeleteChangeSet: (input: DeleteChangeSetInput): object => {
      only('DeleteChangeSet', input, ['ChangeSetName', 'StackName']);
      const { ChangeSetName: name, StackName: stackName } = input;
      const set = this.sets.find((each) => isNamed(each, name, stackName));
      if (set !== undefined) this.sets = this.sets.filter((each) => each !== set);
      return {};
    },
  };

  private async create(input: CreateChangeSetInput): Promise<CreateChangeSetOutput> {
    only('CreateChangeSet', input, [
      'StackName',
      'ChangeSetName',
      'ChangeSetType',
      'Description',
      'TemplateBody',
      'TemplateURL',
      'UsePreviousTemplate',
      'Parameters',
      'Capabilities',
      'Tags',
      'ClientToken',
    ]);
    const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
    if (type !== 'CREATE' && type !== 'UPDATE') throw validation(`Change sets of type ${type} are not made here.`);
    const standing = this.standing(stackName, type);
    if (this.sets.some((set) => set.stack === standing && set.name === name)) {
      throw new ServiceError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created because a ChangeSet with that name already exists`,
      );
    }
    const source = sourceOf('CreateChangeSet', input, standing?.status === 'REVIEW_IN_PROGRESS' ? undefined : standing);
    try {
      const plan =
        type === 'UPDATE' && standing !== undefined ? await this.deployer.planOf(standing, source) : undefined;
      const stack = standing ?? this.review(source);
      const changes = plan?.changes ?? additions(source);
      const isEmpty = plan?.isEmpty === true;
      const { region, account, clock } = this.platform;
      const id = `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${this.ids.uuid()}`;
      this.sets.push({
        id,
        name,
        stack,
        type,
        source,
        description: input.Description,
        changes,
        created: clock.now(),
        status: isEmpty ? 'UNAVAILABLE' : 'AVAILABLE',
      });
      return { Id: id, StackId: stack.id };
    } catch (error) {
      throw asValidation(error);
    }
  }

  /** The stack that a change set of that type is for; undefined for one that it is to make. */
  private standing(name: string, type: 'CREATE' | 'UPDATE'): Stack | undefined {
    const found = this.stacks.find(name);
    const stack = found?.status === 'DELETE_COMPLETE' ? undefined : found;
    if (type === 'UPDATE') {
      if (stack === undefined) throw stackMissing(name);
      return stack;
    }
    if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') throw stackExists(name);
    return stack;
  }

  private review(source: AssemblyStack): Stack {
    const stack = this.stacks.make(source);
    stack.enter('REVIEW_IN_PROGRESS', 'User Initiated');
    this.stacks.add(stack);
    return stack;
  }

  private find(name: string | undefined, stackName: string | undefined): ChangeSet {
    const set = this.sets.find((each) => isNamed(each, name, stackName));
    if (set !== undefined) return set;
    throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  }
}

const isNamed = ({ id, name, stack }: ChangeSet, wanted: string | undefined, stackName: string | undefined): boolean =>
  id === wanted || (name === wanted && (stackName === stack.name || stackName === stack.id));

const additions = ({ template }: AssemblyStack): PlannedChange[] =>
  Object.entries(template.Resources ?? {}).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    action: 'Add',
    properties: [],
  }));

function summaryOf({ id, name, stack, description, created, status }: ChangeSet): ChangeSetSummary {
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

function shown({ logicalId, type, action, properties }: PlannedChange, stack: Stack): Change {
  const physicalId = stack.resource(logicalId)?.ref;
  const isModified = action === 'Modify' || action === 'Replace';
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: action === 'Replace' ? 'Modify' : action,
      LogicalResourceId: logicalId,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceType: type,
      ...(isModified && { Replacement: action === 'Replace' ? 'True' : 'False' }),
      Scope: isModified ? ['Properties'] : [],
      Details: isModified
        ? properties.map((Name) => ({
            Target: {
              Attribute: 'Properties',
              Name,
              RequiresRecreation: action === 'Replace' ? 'Always' : 'Never',
            },
            Evaluation: 'Static',
            ChangeSource: 'DirectModification',
          }))
        : [],
    },
  };
}
