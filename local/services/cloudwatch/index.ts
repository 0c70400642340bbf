import type { ResourceType } from '../../cloudformation/resource-type';
import { metricLateness } from '../../faults/metric-faults';
import type { MetricDatum, Platform, Service } from '../../kernel/platform';
import { AlarmHistory } from './alarm-history';
import { Alarms } from './alarms';
import { Dashboards } from './dashboards';
import { describeAlarms } from './describe-alarms';
import { getMetricData, getMetricStatistics } from './get-metric-data';
import { MetricStore } from './metric-store';
import { listMetrics, putMetricData } from './metrics';
import { alarmType, dashboardType } from './resources';

export interface CloudWatch {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Records a datum, visible to alarms and queries after `delay` ms of clock time; its own time may lie in the past. */
  record(datum: MetricDatum, delay: number): void;
}

/** CloudWatch: metrics, metric alarms and dashboards. */
export function createCloudWatch(platform: Platform): CloudWatch {
  const store = new MetricStore(platform.clock);
  const record = (datum: MetricDatum, delay: number): void =>
    store.record(datum, delay + metricLateness(platform.faults, datum.namespace));
  const history = new AlarmHistory();
  const alarms = new Alarms(platform, store, history);
  const dashboards = new Dashboards(platform);
  return {
    service: {
      name: 'cloudwatch',
      operations: {
        DeleteAlarms: (input) => alarms.deleteAlarms(input.AlarmNames ?? []),
        DescribeAlarmHistory: (input) => history.describeAlarmHistory(input),
        DescribeAlarms: (input) => describeAlarms(alarms.all(), input),
        DisableAlarmActions: (input) => alarms.setActionsEnabled(input.AlarmNames ?? [], false),
        EnableAlarmActions: (input) => alarms.setActionsEnabled(input.AlarmNames ?? [], true),
        GetDashboard: (input) => dashboards.getDashboard(input),
        GetMetricData: (input) => getMetricData(store, input),
        GetMetricStatistics: (input) => getMetricStatistics(store, input),
        ListDashboards: (input) => dashboards.listDashboards(input),
        ListMetrics: (input) => listMetrics(store, input),
        PutMetricAlarm: (input) => alarms.putMetricAlarm(input),
        PutMetricData: (input) => putMetricData(platform, record, input),
        SetAlarmState: (input) => alarms.setAlarmState(input),
      },
    },
    resources: [alarmType(alarms), dashboardType(dashboards)],
    record,
  };
}
