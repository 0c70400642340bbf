import type {
  CreateStateMachineInput,
  CreateStateMachineOutput,
  DeleteStateMachineInput,
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  ListStateMachinesInput,
  ListStateMachinesOutput,
  UpdateStateMachineInput,
  UpdateStateMachineOutput,
} from '@aws-sdk/client-sfn';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { only } from '../support/only';
import { page } from '../support/page';
import { compiled } from './definition/compiled';
import { readDefinition } from './definition/read-definition';
import { checkEncryption, describe } from './describe-machine';
import { invalid, invalidArn, invalidToken, machineAlreadyExists } from './errors';
import { wantsData } from './included-data';
import { checkDescription } from './lengths';
import { checkLogging } from './log-delivery';
import { checkLogGroupOf, checkRoleOf } from './machine-role';
import { checkArn, checkName } from './names';
import { checkTokenLength, MOST_TOKEN_CHARACTERS, pageSize } from './page-size';
import type { StateMachine } from './state-machine';
import type { Store } from './store';
import { checkedTags } from './tags';
import type { Versions } from './versions';

/** The operations on state machines. */
export class StateMachines {
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
    private readonly versions: Versions,
  ) {
    this.ids = platform.random.stream('states/revisions');
  }

  /** Creating the same machine again answers with the one that is there. */
  async createStateMachine(input: CreateStateMachineInput): Promise<CreateStateMachineOutput> {
    only('CreateStateMachine', input, [
      'name',
      'definition',
      'roleArn',
      'type',
      'loggingConfiguration',
      'tracingConfiguration',
      'tags',
      'publish',
      'versionDescription',
      'encryptionConfiguration',
    ]);
    checkVersionDescription(input);
    checkEncryption('CreateStateMachine', input.encryptionConfiguration);
    const { name = '', definition: source = '', roleArn = '', type = 'STANDARD' } = input;
    checkName(name);
    checkRole(roleArn);
    const { region, account, clock } = this.platform;
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const definition = await compiled(() => readDefinition(source, type));
    const machine: StateMachine = {
      arn,
      name,
      type,
      roleArn,
      source,
      definition,
      logging: checkLogging(input.loggingConfiguration),
      tracing: input.tracingConfiguration?.enabled ?? false,
      tags: checkedTags(input.tags),
      createdAt: clock.now(),
      updatedAt: clock.now(),
      revisionId: undefined,
    };
    checkRoleOf(this.platform, machine);
    await checkLogGroupOf(this.platform, machine);
    const existing = this.store.findMachine(arn);
    if (existing === undefined) this.store.putMachine(machine);
    else if (!isDuplicate(existing, machine)) throw machineAlreadyExists(arn);
    const made = existing ?? machine;
    return {
      stateMachineArn: arn,
      creationDate: new Date(made.createdAt),
      ...this.publishedIf(input, made),
    };
  }

  /** Running executions go on with what they started with. */
  async updateStateMachine(input: UpdateStateMachineInput): Promise<UpdateStateMachineOutput> {
    only('UpdateStateMachine', input, [
      'stateMachineArn',
      'definition',
      'roleArn',
      'loggingConfiguration',
      'tracingConfiguration',
      'publish',
      'versionDescription',
      'encryptionConfiguration',
    ]);
    checkVersionDescription(input);
    checkEncryption('UpdateStateMachine', input.encryptionConfiguration);
    const machine = this.store.machine(input.stateMachineArn ?? '');
    const { definition: source, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if ([source, roleArn, loggingConfiguration, tracingConfiguration].every((given) => given === undefined)) {
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (roleArn !== undefined) checkRole(roleArn);
    const updated: StateMachine = {
      ...machine,
      ...(source !== undefined && { source, definition: await compiled(() => readDefinition(source, machine.type)) }),
      ...(roleArn !== undefined && { roleArn }),
      ...(loggingConfiguration !== undefined && { logging: checkLogging(loggingConfiguration) }),
      ...(tracingConfiguration !== undefined && { tracing: tracingConfiguration.enabled ?? false }),
      updatedAt: this.platform.clock.now(),
    };
    checkRoleOf(this.platform, updated);
    await checkLogGroupOf(this.platform, updated);
    const revisionId = isUnchanged(machine, updated) ? machine.revisionId : this.ids.uuid();
    const revised = { ...updated, revisionId };
    this.store.putMachine(revised);
    return {
      updateDate: new Date(updated.updatedAt),
      ...(revisionId !== undefined && { revisionId }),
      ...this.publishedIf(input, revised),
    };
  }

  describeStateMachine(input: DescribeStateMachineInput): DescribeStateMachineOutput {
    only('DescribeStateMachine', input, ['stateMachineArn', 'includedData']);
    const arn = input.stateMachineArn ?? '';
    const version = this.store.versions.findVersion(arn);
    const machine = version?.machine ?? this.store.machine(arn);
    return {
      ...describe(machine, wantsData(input.includedData)),
      stateMachineArn: arn,
      status: 'ACTIVE',
      type: machine.type,
      creationDate: new Date((version ?? machine).createdAt),
      ...(version?.description !== undefined && { description: version.description }),
    };
  }

  private publishedIf({ publish = false, versionDescription }: Publishing, machine: StateMachine) {
    return publish ? { stateMachineVersionArn: this.versions.publish(machine, versionDescription).arn } : {};
  }

  describeStateMachineForExecution(
    input: DescribeStateMachineForExecutionInput,
  ): DescribeStateMachineForExecutionOutput {
    only('DescribeStateMachineForExecution', input, ['executionArn', 'includedData']);
    const { machine } = this.store.execution(input.executionArn ?? '');
    return { ...describe(machine, wantsData(input.includedData)), updateDate: new Date(machine.updatedAt) };
  }

  listStateMachines(input: ListStateMachinesInput): ListStateMachinesOutput {
    only('ListStateMachines', input, ['maxResults', 'nextToken']);
    checkTokenLength(input.nextToken, MOST_TOKEN_CHARACTERS);
    const all = this.store.allMachines().sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(all, input.nextToken, pageSize(input.maxResults), () =>
      invalidToken(input.nextToken ?? ''),
    );
    const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: new Date(createdAt),
    }));
    return { stateMachines, ...(next !== undefined && { nextToken: next }) };
  }

  /** Deleting what is not there succeeds, as on AWS. */
  deleteStateMachine(input: DeleteStateMachineInput): object {
    only('DeleteStateMachine', input, ['stateMachineArn']);
    checkArn(input.stateMachineArn ?? '', 'stateMachine');
    this.store.deleteMachine(input.stateMachineArn ?? '');
    return {};
  }
}

type Publishing = Pick<CreateStateMachineInput, 'publish' | 'versionDescription'>;

function checkVersionDescription({ publish = false, versionDescription }: Publishing): void {
  if (!publish && versionDescription !== undefined)
    throw invalid('Version description can only be set when publish is true');
  checkDescription(versionDescription, 'versionDescription');
}

function checkRole(roleArn: string): void {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalidArn(`Invalid Role Arn: ${roleArn}`);
}

/**
 * The idempotency check of CreateStateMachine: another role or other tags are passed over, not taken.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
function isDuplicate(a: StateMachine, b: StateMachine): boolean {
  const key = ({ source, type, logging, tracing }: StateMachine): string =>
    JSON.stringify([source, type, logging, tracing]);
  return key(a) === key(b);
}

/** An update that changes nothing makes no new revision. */
function isUnchanged(a: StateMachine, b: StateMachine): boolean {
  return isDuplicate(a, b) && a.roleArn === b.roleArn;
}
