import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Alarm, StateRecord } from './alarm';
import { longDate } from './alarm-reason';

interface Item {
  readonly alarm: string;
  readonly time: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  readonly data: object;
}

/** 30 days, as AWS keeps it. */
const MOST_AGE = 30 * 86_400_000;

/** What happened to alarms, oldest first. */
export class AlarmHistory {
  private items: Item[] = [];

  configured({ name, settings, arn }: Alarm, what: 'created' | 'updated', time: number): void {
    const type = what === 'created' ? 'Create' : 'Update';
    const data = { version: '1.0', type, alarmArn: arn, [`${what}Alarm`]: settings.input };
    this.add({ alarm: name, time, type: 'ConfigurationUpdate', summary: `Alarm "${name}" ${what}`, data });
  }

  changed({ name, state }: Alarm, previous: StateRecord): void {
    const data = { version: '1.0', oldState: stateInHistory(previous), newState: stateInHistory(state) };
    const summary = `Alarm updated from ${previous.value} to ${state.value}`;
    this.add({ alarm: name, time: state.time, type: 'StateUpdate', summary, data });
  }

  acted({ name, state }: Alarm, action: string, failure: string | undefined, time: number): void {
    const data = {
      actionState: failure === undefined ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: longDate(state.time),
      notificationResource: action,
      ...(failure !== undefined && { error: failure }),
    };
    const summary =
      failure === undefined
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${failure}"`;
    this.add({ alarm: name, time, type: 'Action', summary, data });
  }

  /** Newest first unless asked otherwise. */
  describeAlarmHistory(input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
    only('DescribeAlarmHistory', input, [
      'AlarmName',
      'AlarmTypes',
      'HistoryItemType',
      'StartDate',
      'EndDate',
      'MaxRecords',
      'NextToken',
      'ScanBy',
    ]);
    const { AlarmName: alarm, HistoryItemType: type, StartDate: from, EndDate: to, AlarmTypes: types } = input;
    const found = this.items.filter(
      (item) =>
        (alarm === undefined || item.alarm === alarm) &&
        (type === undefined || item.type === type) &&
        (from === undefined || item.time >= from.getTime()) &&
        (to === undefined || item.time <= to.getTime()) &&
        (types === undefined || types.includes('MetricAlarm')),
    );
    if (input.ScanBy !== 'TimestampAscending') found.reverse();
    const { items, next } = page(found, input.NextToken, input.MaxRecords ?? 100, invalidToken);
    return { AlarmHistoryItems: items.map(shown), ...(next !== undefined && { NextToken: next }) };
  }

  private add(item: Item): void {
    this.items.push(item);
    if ((this.items[0]?.time ?? item.time) < item.time - MOST_AGE) {
      this.items = this.items.filter(({ time }) => time >= item.time - MOST_AGE);
    }
  }
}

export const invalidToken = (): ServiceError => new ServiceError('InvalidNextToken', 'The next token is not valid.');

function shown({ alarm, time, type, summary, data }: Item): AlarmHistoryItem {
  return {
    AlarmName: alarm,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(time),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
  };
}

function stateInHistory({ value, reason, reasonData }: StateRecord) {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) }),
  };
}
