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
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Definition } from './definition/asl';
import { InvalidDefinition } from './definition/invalid';
import { type MachineType, readDefinition } from './definition/read-definition';
import { invalidArn, invalidDefinition, invalidToken, machineAlreadyExists } from './errors';
import { onlyAllData } from './included-data';
import { checkLogging } from './log-delivery';
import { checkArn, checkName } from './names';
import { pageSize } from './page-size';
import type { StateMachine } from './state-machine';
import type { Store } from './store';

/** The operations on state machines. */
export class StateMachines {
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
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
      'publish',
    ]);
    if (input.publish === true) throw new NotEmulatedError('publish of CreateStateMachine');
    const { name = '', definition: source = '', roleArn = '', type = 'STANDARD' } = input;
    checkName(name);
    checkRole(roleArn);
    const { region, account, clock } = this.platform;
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const definition = await compile(source, type);
    const machine: StateMachine = {
      arn,
      name,
      type,
      roleArn,
      source,
      definition,
      logging: checkLogging(input.loggingConfiguration),
      tracing: input.tracingConfiguration?.enabled ?? false,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      revisionId: undefined,
    };
    const existing = this.store.findMachine(arn);
    if (existing === undefined) this.store.putMachine(machine);
    else if (!isSame(existing, machine)) throw machineAlreadyExists(arn);
    return { stateMachineArn: arn, creationDate: new Date(existing?.createdAt ?? machine.createdAt) };
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
    ]);
    if (input.publish === true) throw new NotEmulatedError('publish of UpdateStateMachine');
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
      ...(source !== undefined && { source, definition: await compile(source, machine.type) }),
      ...(roleArn !== undefined && { roleArn }),
      ...(loggingConfiguration !== undefined && { logging: checkLogging(loggingConfiguration) }),
      ...(tracingConfiguration !== undefined && { tracing: tracingConfiguration.enabled ?? false }),
      updatedAt: this.platform.clock.now(),
    };
    const revisionId = isSame(machine, updated) ? machine.revisionId : this.ids.uuid();
    this.store.putMachine({ ...updated, revisionId });
    return { updateDate: new Date(updated.updatedAt), ...(revisionId !== undefined && { revisionId }) };
  }

  describeStateMachine(input: DescribeStateMachineInput): DescribeStateMachineOutput {
    only('DescribeStateMachine', input, ['stateMachineArn', 'includedData']);
    onlyAllData('DescribeStateMachine', input.includedData);
    const machine = this.store.machine(input.stateMachineArn ?? '');
    return { ...describe(machine), status: 'ACTIVE', type: machine.type, creationDate: new Date(machine.createdAt) };
  }

  describeStateMachineForExecution(
    input: DescribeStateMachineForExecutionInput,
  ): DescribeStateMachineForExecutionOutput {
    only('DescribeStateMachineForExecution', input, ['executionArn', 'includedData']);
    onlyAllData('DescribeStateMachineForExecution', input.includedData);
    const { machine } = this.store.execution(input.executionArn ?? '');
    return { ...describe(machine), updateDate: new Date(machine.updatedAt) };
  }

  listStateMachines(input: ListStateMachinesInput): ListStateMachinesOutput {
    only('ListStateMachines', input, ['maxResults', 'nextToken']);
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

async function compile(source: string, type: MachineType): Promise<Definition> {
  try {
    return await readDefinition(source, type);
  } catch (error) {
    if (error instanceof InvalidDefinition) throw invalidDefinition(error.message);
    throw error;
  }
}

function checkRole(roleArn: string): void {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalidArn(`Invalid Role Arn: ${roleArn}`);
}

/** The idempotency check of CreateStateMachine. */
function isSame(a: StateMachine, b: StateMachine): boolean {
  const key = ({ source, type, roleArn, logging, tracing }: StateMachine): string =>
    JSON.stringify([source, type, roleArn, logging, tracing]);
  return key(a) === key(b);
}

function describe(machine: StateMachine) {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: machine.source,
    roleArn: machine.roleArn,
    loggingConfiguration: machine.logging,
    tracingConfiguration: { enabled: machine.tracing },
    ...(machine.revisionId !== undefined && { revisionId: machine.revisionId }),
  };
}
