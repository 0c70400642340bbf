import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  ExecutionStatus,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  HistoryEvent,
  ListExecutionsInput,
  ListExecutionsOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken, typeNotSupported, validation } from './errors';
import { onlyAllData } from './included-data';
import { withoutData } from './log-delivery';
import { checkTokenLength, pageSize } from './page-size';
import { redriveStatus } from './redrive';
import { type Execution, interrupt } from './run/execution';
import type { Store } from './store';
import { isQualified } from './version-store';

const MOST_LIST_TOKEN_CHARACTERS = 3096;
const MOST_HISTORY_TOKEN_CHARACTERS = 1024;
const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

/** The operations on executions of Standard machines. */
export class Executions {
  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
  ) {}

  describeExecution(input: DescribeExecutionInput): DescribeExecutionOutput {
    only('DescribeExecution', input, ['executionArn', 'includedData']);
    onlyAllData('DescribeExecution', input.includedData);
    const execution = this.store.execution(input.executionArn ?? '');
    const { closing } = execution;
    return {
      ...summary(execution),
      input: execution.input,
      inputDetails: { included: true },
      ...(closing?.output !== undefined && { output: closing.output, outputDetails: { included: true } }),
      ...(closing?.error !== undefined && { error: closing.error }),
      ...(closing?.cause !== undefined && { cause: closing.cause }),
      ...redriveStatus(statusOf(execution)),
    };
  }

  listExecutions(input: ListExecutionsInput): ListExecutionsOutput {
    only('ListExecutions', input, ['stateMachineArn', 'statusFilter', 'redriveFilter', 'maxResults', 'nextToken']);
    const { statusFilter, redriveFilter = 'NOT_REDRIVEN', nextToken } = input;
    if (statusFilter !== undefined && !STATUSES.includes(statusFilter)) {
      throw validation(statusFilter, 'statusFilter', `Member must satisfy enum value set: [${STATUSES.join(', ')}]`);
    }
    const size = pageSize(input.maxResults);
    checkTokenLength(nextToken, MOST_LIST_TOKEN_CHARACTERS);
    const arn = input.stateMachineArn ?? '';
    const machine = this.store.machineBehind(arn);
    if (machine.type === 'EXPRESS') throw typeNotSupported();
    const all = this.store
      .executionsOf(machine.arn)
      .filter((one) => !isQualified(arn) || one.versionArn === arn || one.aliasArn === arn)
      .filter((one) => statusFilter === undefined || statusOf(one) === statusFilter)
      // Nothing is redriven here.
      .filter(() => redriveFilter === 'NOT_REDRIVEN');
    const { items, next } = page(all, nextToken, size, () => invalidToken(nextToken ?? ''));
    return { executions: items.map(summary), ...(next !== undefined && { nextToken: next }) };
  }

  getExecutionHistory(input: GetExecutionHistoryInput): GetExecutionHistoryOutput {
    only('GetExecutionHistory', input, [
      'executionArn',
      'maxResults',
      'reverseOrder',
      'nextToken',
      'includeExecutionData',
    ]);
    const { reverseOrder = false, includeExecutionData = true, nextToken } = input;
    const size = pageSize(input.maxResults);
    checkTokenLength(nextToken, MOST_HISTORY_TOKEN_CHARACTERS);
    const { events } = this.store.execution(input.executionArn ?? '').history;
    const ordered = reverseOrder ? [...events].reverse() : events;
    const { items, next } = page(ordered, nextToken, size, () => invalidToken(nextToken ?? ''));
    return { events: includeExecutionData ? items : items.map(bare), ...(next !== undefined && { nextToken: next }) };
  }

  /** Ends a running execution as ABORTED; a closed one keeps how it ended. */
  stopExecution(input: StopExecutionInput): StopExecutionOutput {
    only('StopExecution', input, ['executionArn', 'error', 'cause']);
    const execution = this.store.execution(input.executionArn ?? '');
    if (execution.closing !== undefined) return { stopDate: new Date(execution.closing.stoppedAt) };
    interrupt(execution, { status: 'ABORTED', error: input.error, cause: input.cause });
    return { stopDate: new Date(this.platform.clock.now()) };
  }
}

function statusOf({ closing }: Execution): ExecutionStatus {
  return closing?.status ?? 'RUNNING';
}

function summary(execution: Execution) {
  const { arn, name, machine, startedAt, closing } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    ...(execution.versionArn !== undefined && { stateMachineVersionArn: execution.versionArn }),
    ...(execution.aliasArn !== undefined && { stateMachineAliasArn: execution.aliasArn }),
    name,
    status: statusOf(execution),
    startDate: new Date(startedAt),
    ...(closing !== undefined && { stopDate: new Date(closing.stoppedAt) }),
    redriveCount: 0,
  };
}

/** Without the data of the execution. */
function bare(event: HistoryEvent): HistoryEvent {
  const members = Object.entries(event).map(([name, value]) => [
    name,
    name.endsWith('Details') ? withoutData(value as object) : value,
  ]);
  return Object.fromEntries(members) as HistoryEvent;
}
