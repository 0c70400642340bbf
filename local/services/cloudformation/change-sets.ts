import type {
  Capability,
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import type { Stack } from '../../cloudformation/stack';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { tagList } from '../support/tags';
import { type ChangeSet, shown, summaryOf } from './change-set-views';
import type { Deployer } from './deployer';
import { asValidation, notUpdatable, stackMissing, validation } from './errors';
import { sourceOf } from './source';
import type { Stacks } from './stacks';
import { parametersOf } from './views';

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
      const { capabilities, tags = {} } = set.source;
      return {
        ...summaryOf(set),
        ...parametersOf(set.source),
        ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
        Capabilities: (capabilities ?? []) as Capability[],
        NotificationARNs: [],
        RollbackConfiguration: {},
        Changes: set.changes.map((change) => shown(change, set.stack, input.IncludePropertyValues === true)),
      };
    },

    ListChangeSets: (input: ListChangeSetsInput): ListChangeSetsOutput => {
      only('ListChangeSets', input, ['StackName', 'NextToken']);
      const stack = this.stackOf(input.StackName);
      // Recorded from AWS: one that was carried out can be described, but is not listed.
      const listed = this.sets.filter((set) => set.stack === stack && set.status !== 'EXECUTE_COMPLETE');
      return { Summaries: listed.map(summaryOf) };
    },

    ExecuteChangeSet: async (input: ExecuteChangeSetInput): Promise<object> => {
      only('ExecuteChangeSet', input, ['ChangeSetName', 'StackName', 'ClientRequestToken', 'DisableRollback']);
      if (input.DisableRollback === true) throw new NotEmulatedError('an ExecuteChangeSet that does not roll back');
      const set = this.find(input.ChangeSetName, input.StackName);
      if (set.status !== 'AVAILABLE') {
        throw new ServiceError(
          'InvalidChangeSetStatus',
          `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status === 'UNAVAILABLE' ? 'FAILED' : set.status}]`,
        );
      }
      try {
        const ended = (succeeded: boolean): void => {
          set.status = succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
        };
        if (set.type === 'CREATE') await this.deployer.beginCreation(set.source, set.stack, ended);
        else await this.deployer.beginUpdate(set.stack, set.source, ended);
      } catch (error) {
        throw asValidation(error);
      }
      set.status = 'EXECUTE_IN_PROGRESS';
      set.stack.changeSetId = set.id;
      // A stack that a change set makes counts as updated, too.
      set.stack.updatedAt = this.platform.clock.now();
      // With one that is carried out go all the others: they were made for the stack as it was.
      this.sets = this.sets.filter((each) => each === set || each.stack !== set.stack);
      return {};
    },

    DeleteChangeSet: (input: DeleteChangeSetInput): object => {
      only('DeleteChangeSet', input, ['ChangeSetName', 'StackName']);
      const { ChangeSetName: name, StackName: stackName } = input;
      const set = this.named(name, stackName);
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
    const standing = this.standing(stackName, type, name);
    const namesake = this.sets.find((set) => set.stack === standing && set.name === name);
    if (namesake?.status.startsWith('EXECUTE_')) this.sets = this.sets.filter((set) => set !== namesake);
    else if (namesake !== undefined) {
      throw new ServiceError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created because a ChangeSet with that name already exists`,
      );
    }
    const source = sourceOf('CreateChangeSet', input, standing?.status === 'REVIEW_IN_PROGRESS' ? undefined : standing);
    try {
      const stack = standing ?? this.stacks.make(source);
      const plan = await (type === 'UPDATE'
        ? this.deployer.planOf(stack, source)
        : this.deployer.planOfCreation(stack, source));
      if (standing === undefined) {
        stack.enter('REVIEW_IN_PROGRESS', 'User Initiated');
        this.stacks.add(stack);
      }
      const { region, account, clock } = this.platform;
      const id = `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${this.ids.uuid()}`;
      this.sets.push({
        id,
        name,
        stack,
        type,
        source: { ...source, resolved: plan.source.resolved ?? {} },
        description: input.Description,
        changes: plan.changes,
        created: clock.now(),
        status: type === 'UPDATE' && plan.isEmpty ? 'UNAVAILABLE' : 'AVAILABLE',
      });
      return { Id: id, StackId: stack.id };
    } catch (error) {
      throw asValidation(error);
    }
  }

  /** The stack that a change set of that type is for; undefined for one that it is to make. */
  private standing(name: string, type: 'CREATE' | 'UPDATE', changeSet: string): Stack | undefined {
    const found = this.stacks.find(name);
    if (type === 'UPDATE') {
      if (found === undefined) throw stackMissing(name);
      if (found.status === 'DELETE_COMPLETE') throw notUpdatable(found);
      return found;
    }
    if (found !== undefined && found.status !== 'REVIEW_IN_PROGRESS') {
      throw validation(`Stack [${name}] already exists and cannot be created again with the changeSet [${changeSet}].`);
    }
    return found;
  }

  private stackOf(name: string | undefined): Stack {
    const stack = this.stacks.find(name ?? '');
    if (stack === undefined) throw validation(`Stack [${name}] does not exist`);
    return stack;
  }

  /** By its ARN, or by name within a stack. @throws ValidationError when the stack is missing */
  private named(name: string | undefined, stackName: string | undefined): ChangeSet | undefined {
    if (name?.startsWith('arn:')) return this.sets.find(({ id }) => id === name);
    if (stackName === undefined) {
      throw validation('StackName must be specified if ChangeSetName is not specified as an ARN.');
    }
    const stack = this.stackOf(stackName);
    return this.sets.find((set) => set.stack === stack && set.name === name);
  }

  /** @throws ChangeSetNotFound, and ValidationError when the stack is missing */
  find(name: string | undefined, stackName: string | undefined): ChangeSet {
    const set = this.named(name, stackName);
    if (set !== undefined) return set;
    throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  }
}
