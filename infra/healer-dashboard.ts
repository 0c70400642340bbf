import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { API_METRICS, HEALER_METRICS } from '../functions/contract';
import type { Config } from './config';

export interface HealerDashboardProps {
  readonly config: Config;
  readonly heal: StateMachine;
  readonly alarms: Alarm[];
}

/**
 * One page for an environment: the signals of all targets above, the healer below. The targets' metrics are found
 * by search, since the healer refers to no target.
 */
export function makeHealerDashboard(scope: Construct, { config, heal, alarms }: HealerDashboardProps): Dashboard {
  const { environment } = config;
  const minute = { statistic: 'Sum', period: Duration.minutes(1) };
  const own = (metricName: string) =>
    new Metric({
      namespace: HEALER_METRICS.namespace,
      metricName,
      dimensionsMap: { [HEALER_METRICS.dimensions.environment]: environment },
      ...minute,
    });

  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `self-healing-${environment}`,
    widgets: [
      [
        searchWidget('Share of failing requests', API_METRICS.fault, 'Average'),
        searchWidget('p95 latency (ms)', API_METRICS.latency, 'p95'),
      ],
      [
        new GraphWidget({
          title: 'Heals',
          left: [heal.metricStarted(minute), heal.metricSucceeded(minute), heal.metricFailed(minute)],
        }),
        new GraphWidget({
          title: 'Healer',
          left: [
            own(HEALER_METRICS.heals),
            own(HEALER_METRICS.escalations),
            own(HEALER_METRICS.heartbeat),
            own(HEALER_METRICS.patrolFailures),
          ],
        }),
        new AlarmStatusWidget({ title: 'The healer itself', alarms }),
      ],
    ],
  });
}

function searchWidget(title: string, metricName: string, statistic: string): GraphWidget {
  const { functionName, alias } = API_METRICS.dimensions;
  const query = `{${API_METRICS.namespace},${functionName},${alias}} MetricName="${metricName}"`;
  return new GraphWidget({
    title,
    width: 12,
    left: [
      new MathExpression({
        label: '',
        expression: `SEARCH('${query}', '${statistic}', 10)`,
        period: Duration.seconds(10),
      }),
    ],
  });
}
