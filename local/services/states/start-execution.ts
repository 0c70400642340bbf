import type {
  StartExecutionInput,
  StartExecutionOutput,
  StartSyncExecutionInput,
  StartSyncExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { only } from '../support/only';
import type { ActivityQueues } from './activity-queues';
import { executionAlreadyExists, typeNotSupported } from './errors';
import { checkedInput } from './execution-input';
import { logDelivery } from './log-delivery';
import { reportTraces } from './machine-role';
import { checkName } from './names';
import { Cancellation } from './run/cancellation';
import type { Execution } from './run/execution';
import { History } from './run/history';
import { runExecution } from './run/run-execution';
import type { TaskTokens } from './run/task-tokens';
import { type Startable, startable } from './startable';
import type { StateMachine } from './state-machine';
import { announce } from './status-change';
import type { Store } from './store';

/** The operations that start executions. */
export class ExecutionStarter {
  private readonly ids: RandomStream;
  private readonly routes: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
    private readonly tokens: TaskTokens,
    private readonly activities: ActivityQueues,
  ) {
    this.ids = platform.random.stream('states/ids');
    this.routes = platform.random.stream('states/routes');
  }

  /** Answers at once; the execution runs in the background. */
  startExecution(input: StartExecutionInput): StartExecutionOutput {
    only('StartExecution', input, ['stateMachineArn', 'name', 'input']);
    const target = startable(this.store, input.stateMachineArn ?? '', this.routes);
    const { machine } = target;
    const name = this.nameOf(input.name);
    const text = checkedInput(input.input);
    const { clock } = this.platform;
    const arn = this.arn(machine, name);
    const same = this.store.findExecution(arn);
    if (same !== undefined) {
      // Starting again with the same input while it runs is no error: that makes a retried call safe.
      if (same.closing !== undefined || same.input !== text) throw executionAlreadyExists(arn);
      return { executionArn: arn, startDate: new Date(same.startedAt) };
    }
    const execution = this.open(target, name, arn, text, { redriveCount: 0 });
    clock.at(clock.now() + this.platform.latencies.executionStart, `states: ${arn}`, () => this.run(execution));
    return { executionArn: arn, startDate: new Date(execution.startedAt) };
  }

  /** Express only: answers when the execution has ended. */
  async startSyncExecution(input: StartSyncExecutionInput): Promise<StartSyncExecutionOutput> {
    only('StartSyncExecution', input, ['stateMachineArn', 'name', 'input']);
    const target = startable(this.store, input.stateMachineArn ?? '', this.routes);
    const { machine } = target;
    if (machine.type !== 'EXPRESS') throw typeNotSupported();
    const name = this.nameOf(input.name);
    const execution = this.open(target, name, this.arn(machine, name), checkedInput(input.input), {});
    const { clock } = this.platform;
    await clock.park(() =>
      clock.task(`states: ${execution.arn}`, async () => {
        await clock.sleep(this.platform.latencies.executionStart);
        await this.run(execution);
      }),
    );
    const { closing, startedAt, arn } = execution;
    if (closing === undefined || closing.status === 'ABORTED') throw new Error(`${arn} was stopped`);
    const milliseconds = closing.stoppedAt - startedAt;
    return {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      startDate: new Date(startedAt),
      stopDate: new Date(closing.stoppedAt),
      status: closing.status,
      input: execution.input,
      inputDetails: { included: true },
      ...(closing.output !== undefined && { output: closing.output }),
      // Recorded on AWS: of a failed execution too.
      outputDetails: { included: true },
      ...(closing.error !== undefined && { error: closing.error }),
      ...(closing.cause !== undefined && { cause: closing.cause }),
      billingDetails: {
        billedDurationInMilliseconds: Math.max(100, Math.ceil(milliseconds / 100) * 100),
        billedMemoryUsedInMB: 64,
      },
    };
  }

  private open(
    { machine, ...through }: Startable,
    name: string,
    arn: string,
    input: string,
    redrives: Pick<Execution, 'redriveCount'>,
  ): Execution {
    const { clock } = this.platform;
    const execution: Execution = {
      arn,
      name,
      machine,
      ...through,
      input,
      ...redrives,
      startedAt: clock.now(),
      history: new History(clock, machine.type === 'STANDARD', logDelivery(this.platform, machine, arn)),
      cancellation: new Cancellation(),
      interruption: undefined,
      closing: undefined,
    };
    reportTraces(this.platform, machine);
    this.store.addExecution(execution);
    announce(this.platform, execution);
    return execution;
  }

  private async run(execution: Execution): Promise<void> {
    const closing = await runExecution(this.platform, execution, {
      tokens: this.tokens,
      activities: this.activities,
      whenClosed: (arn, listener) => this.store.whenClosed(arn, listener),
    });
    execution.closing = { ...closing, stoppedAt: this.platform.clock.now() };
    this.store.executionClosed(execution);
    announce(this.platform, execution);
  }

  private nameOf(given: string | undefined): string {
    if (given !== undefined) checkName(given);
    return given ?? this.ids.uuid();
  }

  /** Express executions of one name are told apart by an id. */
  private arn({ name: machineName, type }: StateMachine, name: string): string {
    const { region, account } = this.platform;
    const prefix = `arn:aws:states:${region}:${account}`;
    return type === 'STANDARD'
      ? `${prefix}:execution:${machineName}:${name}`
      : `${prefix}:express:${machineName}:${name}:${this.ids.uuid()}`;
  }
}
