import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
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

/** Half of the width of the page, and a third. */
const HALF = 12;
const THIRD = 8;

/**
 * One page for an environment, in the order of a person's questions: are the targets well and protected, what has the
 * healer done and did it help, how long did it take, is the healer itself well. The targets' metrics are found by search,
 * since the healer refers to no target.
 */
export function makeHealerDashboard(scope: Construct, { config, heal, alarms }: HealerDashboardProps): Dashboard {
  const { environment } = config;
  const own = (metricName: string, statistic = 'Sum', period = Duration.minutes(1)) =>
    new Metric({
      namespace: HEALER_METRICS.namespace,
      metricName,
      dimensionsMap: { [HEALER_METRICS.dimensions.environment]: environment },
      statistic,
      period,
    });
  // Heals are rare: by the minute each would be a dot of its own.
  const hourly = (metricName: string) => own(metricName, 'Sum', Duration.hours(1));
  const stage = (metricName: string) => own(metricName, 'Maximum', Duration.hours(1));

  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `self-healing-${environment}`,
    widgets: [
      [
        searchWidget('Share of failing requests', API_METRICS.fault, 'Average'),
        searchWidget('p95 latency (ms)', API_METRICS.latency, 'p95'),
      ],
      [
        new SingleValueWidget({
          title: 'Targets without a version to roll back to',
          width: THIRD,
          metrics: [own(HEALER_METRICS.unprotected, 'Maximum')],
        }),
        new GraphWidget({
          title: 'Incidents',
          width: THIRD,
          left: [hourly(HEALER_METRICS.incidents), hourly(HEALER_METRICS.heals), hourly(HEALER_METRICS.escalations)],
        }),
        new GraphWidget({
          title: 'Verdicts',
          width: THIRD,
          left: [hourly(HEALER_METRICS.healed), hourly(HEALER_METRICS.notHealed), hourly(HEALER_METRICS.inconclusive)],
        }),
      ],
      [
        new GraphWidget({
          title: 'Slowest of each stage (s)',
          width: HALF,
          left: [
            stage(HEALER_METRICS.decideSeconds),
            stage(HEALER_METRICS.actSeconds),
            stage(HEALER_METRICS.proveSeconds),
          ],
        }),
        new GraphWidget({
          title: 'Time to heal (s)',
          width: HALF,
          left: [
            stage(HEALER_METRICS.timeToHealSeconds),
            own(HEALER_METRICS.timeToHealSeconds, 'p50', Duration.hours(1)),
          ],
        }),
      ],
      [
        new GraphWidget({
          title: 'Executions of heal',
          width: THIRD,
          left: [heal.metricStarted(), heal.metricSucceeded(), heal.metricFailed()].map((metric) =>
            metric.with({ statistic: 'Sum', period: Duration.minutes(1) }),
          ),
        }),
        new GraphWidget({
          title: 'Patrol',
          width: THIRD,
          left: [own(HEALER_METRICS.heartbeat), own(HEALER_METRICS.patrolFailures)],
        }),
        new AlarmStatusWidget({ title: 'The healer itself', width: THIRD, alarms }),
      ],
    ],
  });
}

function searchWidget(title: string, metricName: string, statistic: string): GraphWidget {
  const { functionName, alias } = API_METRICS.dimensions;
  const query = `{${API_METRICS.namespace},${functionName},${alias}} MetricName="${metricName}"`;
  return new GraphWidget({
    title,
    width: HALF,
    left: [
      new MathExpression({
        label: '',
        expression: `SEARCH('${query}', '${statistic}', 10)`,
        period: Duration.seconds(10),
      }),
    ],
  });
}
