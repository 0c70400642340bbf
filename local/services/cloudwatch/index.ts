import type { ResourceType } from '../../cloudformation/resource-type';
import { metricLateness } from '../../faults/metric-faults';
import type { MetricDatum, Platform, Service } from '../../kernel/platform';
import { AlarmHistory } from './alarm-history';
import { AlarmRegistry } from './alarm-registry';
import { setActionsEnabled, setAlarmState } from './alarm-state';
import { CompositeAlarms } from './composite-alarms';
import { Dashboards } from './dashboards';
import { deleteAlarms } from './delete-alarms';
import { describeAlarms } from './describe-alarms';
import { describeAlarmsForMetric } from './describe-alarms-for-metric';
import { getMetricData } from './get-metric-data';
import { getMetricStatistics } from './get-metric-statistics';
import { listMetrics } from './list-metrics';
import { MetricAlarms } from './metric-alarms';
import { MetricStore } from './metric-store';
import { putMetricData } from './put-metric-data';
import { alarmType, compositeAlarmType, dashboardType } from './resources';
import { StateChanges } from './state-changes';
import { Tags } from './tags';

export interface CloudWatch {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Records a datum, visible to alarms and queries after `delay` ms of clock time; its own time may lie in the past. */
  record(datum: MetricDatum, delay: number): void;
}

/** CloudWatch: metrics, metric and composite alarms, and dashboards. */
export function createCloudWatch(platform: Platform): CloudWatch {
  const { clock } = platform;
  const store = new MetricStore(clock);
  const record = (datum: MetricDatum, delay: number): void =>
    store.record(datum, delay + metricLateness(platform.faults, datum.namespace));
  const history = new AlarmHistory();
  const registry = new AlarmRegistry(platform);
  const tags = new Tags(registry);
  const changes = new StateChanges(platform, registry, history);
  const metricAlarms = new MetricAlarms(platform, store, registry, history, changes);
  const compositeAlarms = new CompositeAlarms(platform, registry, history, changes);
  const dashboards = new Dashboards(platform);
  const operations = {
    DeleteDashboards: (input) => dashboards.deleteDashboards(input),
    PutDashboard: (input) => dashboards.putDashboard(input),
    DeleteAlarms: (input) => deleteAlarms(registry, history, tags, input, clock.now()),
    DescribeAlarmHistory: (input) => history.describeAlarmHistory(input),
    DescribeAlarms: (input) => describeAlarms(registry, input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(registry, input),
    DisableAlarmActions: (input) => setActionsEnabled(registry, input, false),
    EnableAlarmActions: (input) => setActionsEnabled(registry, input, true),
    GetDashboard: (input) => dashboards.getDashboard(input),
    GetMetricData: (input) => getMetricData(store, input),
    GetMetricStatistics: (input) => getMetricStatistics(store, input),
    ListDashboards: (input) => dashboards.listDashboards(input),
    ListMetrics: (input) => listMetrics(store, input, clock.now()),
    ListTagsForResource: (input) => tags.listTagsForResource(input),
    PutCompositeAlarm: (input) => tags.begin(compositeAlarms.putCompositeAlarm(input).arn, input.Tags),
    PutMetricAlarm: (input) => tags.begin(metricAlarms.putMetricAlarm(input).arn, input.Tags),
    PutMetricData: (input) => putMetricData(platform, record, input),
    SetAlarmState: (input) => setAlarmState(registry, changes, input, clock.now()),
    TagResource: (input) => tags.tagResource(input),
    UntagResource: (input) => tags.untagResource(input),
  } satisfies Service['operations'];
  return {
    service: { name: 'cloudwatch', operations },
    resources: [alarmType(registry, operations), compositeAlarmType(registry, operations), dashboardType(dashboards)],
    record,
  };
}
