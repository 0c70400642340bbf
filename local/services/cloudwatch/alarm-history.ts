import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Alarm, StateRecord } from './alarm';
import { configurationInHistory } from './alarm-in-history';
import { longDate } from './alarm-reason';
import { check, number, oneOf, text } from './constraints';
import { javaJson } from './java-json';

interface Item {
  readonly alarm: string;
  readonly kind: Alarm['kind'];
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

  configured(alarm: Alarm, what: 'created' | 'updated', time: number): void {
    const type = what === 'created' ? 'Create' : 'Update';
    const data = { version: '1.0', type, [`${what}Alarm`]: configurationInHistory(alarm) };
    this.add(alarm, { time, type: 'ConfigurationUpdate', summary: `Alarm "${alarm.name}" ${what}`, data });
  }

  deleted(alarm: Alarm, time: number): void {
    const data = { version: '1.0', type: 'Delete', deletedAlarm: configurationInHistory(alarm) };
    this.add(alarm, { time, type: 'ConfigurationUpdate', summary: `Alarm "${alarm.name}" deleted`, data });
  }

  changed(alarm: Alarm, previous: StateRecord): void {
    const { state } = alarm;
    const data = { version: '1.0', oldState: stateInHistory(previous), newState: stateInHistory(state) };
    const summary = `Alarm updated from ${previous.value} to ${state.value}`;
    this.add(alarm, { time: state.time, type: 'StateUpdate', summary, data });
  }

  acted(alarm: Alarm, action: string, failure: string | undefined, time: number): void {
    const data = {
      actionState: failure === undefined ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: longDate(alarm.state.time),
      notificationResource: action,
      ...(failure !== undefined && { error: failure }),
    };
    const summary =
      failure === undefined
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${failure}"`;
    this.add(alarm, { time, type: 'Action', summary, data });
  }

  /** Newest first unless asked otherwise. */
  describeAlarmHistory(input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
    check(input, {
      AlarmName: text(1, 255),
      HistoryItemType: oneOf(
        'ConfigurationUpdate',
        'StateUpdate',
        'Action',
        'AlarmContributorStateUpdate',
        'AlarmContributorAction',
      ),
      MaxRecords: number(1, 100),
      ScanBy: oneOf('TimestampDescending', 'TimestampAscending'),
    });
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
    const { MaxRecords: size = 100 } = input;
    // Without types it is metric alarms only, also where a composite alarm is named.
    const kinds: readonly string[] = types === undefined || types.length === 0 ? ['MetricAlarm'] : types;
    const found = this.items.filter(
      (item) =>
        (alarm === undefined || item.alarm === alarm) &&
        (type === undefined || item.type === type) &&
        (from === undefined || item.time >= from.getTime()) &&
        (to === undefined || item.time <= to.getTime()) &&
        kinds.includes(item.kind),
    );
    if (input.ScanBy !== 'TimestampAscending') found.reverse();
    const { items, next } = page(found, input.NextToken, size, invalidToken);
    return { AlarmHistoryItems: items.map(shown), ...(next !== undefined && { NextToken: next }) };
  }

  private add({ name, kind }: Alarm, what: Omit<Item, 'alarm' | 'kind'>): void {
    const item = { alarm: name, kind, ...what };
    this.items.push(item);
    if ((this.items[0]?.time ?? item.time) < item.time - MOST_AGE) {
      this.items = this.items.filter(({ time }) => time >= item.time - MOST_AGE);
    }
  }
}

export const invalidToken = (): ServiceError => new ServiceError('InvalidNextToken', 'The next token is not valid.');

function shown({ alarm, kind, time, type, summary, data }: Item): AlarmHistoryItem {
  return {
    AlarmName: alarm,
    AlarmType: kind,
    Timestamp: new Date(time),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: javaJson(data),
  };
}

function stateInHistory({ value, reason, reasonData }: StateRecord) {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) }),
  };
}
