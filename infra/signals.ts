import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { API_METRICS } from '../functions/contract';
import type { Thresholds } from './environments';

export interface SignalsProps {
  /** Begins the name of every alarm: `<prefix>-fault-ratio`. */
  readonly prefix: string;
  readonly alias: Alias;
  readonly httpApi: HttpApi;
  readonly thresholds: Thresholds;
}

/** An alarm, and the page below runbooks/ that says what to do about it. */
export interface MadeSignal {
  readonly alarm: Alarm;
  readonly alarmName: string;
  readonly runbook: string;
}

interface Signal {
  readonly id: string;
  /** Ends the alarm's name. */
  readonly name: string;
  /** Page below runbooks/, without its ending. @default the alarm's name */
  readonly runbook?: string;
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** M of N: this many of the last `periods` must breach. */
  readonly breaching: number;
  readonly periods: number;
}

const TEN_SECONDS = Duration.seconds(10);
const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/**
 * The alarms that watch the API. Two fast ones, on what the API says of itself, and a slow one beside each for traffic
 * too thin for it; behind them three that also see what a process cannot report when it never came up, was killed, or was refused.
 *
 * Missing data never breaches: no request is no evidence, and each metric here has no value without requests. That
 * makes OK mean "nothing bad seen", which is why the healer never takes it as proof of health.
 */
export function makeSignals(scope: Construct, props: SignalsProps): MadeSignal[] {
  return [
    faultRatio(props),
    latency(props),
    slowFaults(props),
    slowLatency(props),
    lambdaErrors(props),
    api5xx(props),
    throttles(props),
  ].map((signal) => {
    const alarmName = `${props.prefix}-${signal.name}`;
    const runbook = `${signal.runbook ?? signal.name}.md`;
    const alarm = new Alarm(scope, signal.id, {
      alarmName,
      alarmDescription: `${signal.meaning} Runbook: runbooks/${runbook}`,
      metric: signal.metric,
      threshold: signal.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: signal.periods,
      datapointsToAlarm: signal.breaching,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    return { alarm, alarmName, runbook };
  });
}

/** Share of requests that failed, from the API's own `Fault` metric. */
function faultRatio({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'FaultRatio',
    name: 'fault-ratio',
    meaning: `At least ${percent(thresholds.faultRatio)} of the requests fail, as the API itself counts them.`,
    metric: new MathExpression({
      label: 'share of failing requests',
      // With too few requests there is no point at all: one fault among two requests is no fault ratio.
      expression: `IF(requests >= ${thresholds.minRequestsPer10Seconds}, faults)`,
      usingMetrics: {
        requests: ownMetric(alias, API_METRICS.request, 'Sum'),
        faults: ownMetric(alias, API_METRICS.fault, 'Average'),
      },
      period: TEN_SECONDS,
    }),
    threshold: thresholds.faultRatio,
    // 2 of 3: log delivery lags by seconds, so the newest period may hold only its first few requests, and one
    // unlucky period is not enough to move traffic. Rings 20 to 40 s after the first fault.
    breaching: 2,
    periods: 3,
  };
}

/** The same share over five minutes, for traffic so thin that ten seconds of it say nothing. */
function slowFaults({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'SlowFaults',
    name: 'slow-faults',
    runbook: 'fault-ratio',
    meaning: `${SLOW_MIN_FAULTS} or more requests failed within five minutes, at least ${percent(thresholds.faultRatio)} of all.`,
    metric: new MathExpression({
      label: 'share of failing requests over five minutes',
      // A minimum of faults rather than of requests: five failures of five requests are an outage on a quiet API.
      // Fewer are a 0, not a missing point: for want of points the alarm would look back at older ones, and ring for a
      // quarter of an hour about a service that is sound again. No version is attested so long.
      expression: `IF(count >= ${SLOW_MIN_FAULTS}, faults, 0)`,
      usingMetrics: {
        count: ownMetric(alias, API_METRICS.fault, 'Sum', FIVE_MINUTES),
        faults: ownMetric(alias, API_METRICS.fault, 'Average', FIVE_MINUTES),
      },
      period: FIVE_MINUTES,
    }),
    threshold: thresholds.faultRatio,
    // 1 of 1: the period is long enough by itself, and it slides: it is looked at every minute.
    breaching: 1,
    periods: 1,
  };
}

const SLOW_MIN_FAULTS = 5;

/** Slowest twentieth of the requests, from the API's own `Latency` metric. */
function latency({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'Latency',
    name: 'latency',
    meaning: `One request in twenty takes ${thresholds.latency.toMilliseconds()} ms or longer.`,
    metric: new MathExpression({
      label: 'p95 latency (ms)',
      // The p95 of fewer than 20 requests is the slowest of them, and the first request of a good release is a cold
      // start. CloudWatch's own guard (EvaluateLowSampleCountPercentile) asks for 10/(1 - 0.95) = 200 requests and
      // would make this alarm deaf on most APIs.
      expression: `IF(requests >= ${LATENCY_MIN_REQUESTS}, p95)`,
      usingMetrics: {
        requests: ownMetric(alias, API_METRICS.request, 'Sum'),
        p95: ownMetric(alias, API_METRICS.latency, 'p95'),
      },
      period: TEN_SECONDS,
    }),
    threshold: thresholds.latency.toMilliseconds(),
    // 3 of 4: slowness is rarely as urgent as failure, and a burst of cold starts is over within two periods.
    breaching: 3,
    periods: 4,
  };
}

const LATENCY_MIN_REQUESTS = 20;

/** Slowest tenth over five minutes: at one request a second, ten seconds never hold the twenty that a percentile asks for. */
function slowLatency({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'SlowLatency',
    name: 'slow-latency',
    runbook: 'latency',
    meaning: `Of ${LATENCY_MIN_REQUESTS} or more requests within five minutes one in ten takes ${thresholds.latency.toMilliseconds()} ms or longer.`,
    metric: new MathExpression({
      label: 'p90 latency over five minutes (ms)',
      // p90 rather than p95: of twenty requests of a quiet API one may well be a cold start, and three are not. Too few
      // requests are a 0 for the reason that slow-faults gives.
      expression: `IF(requests >= ${LATENCY_MIN_REQUESTS}, p90, 0)`,
      usingMetrics: {
        requests: ownMetric(alias, API_METRICS.request, 'Sum', FIVE_MINUTES),
        p90: ownMetric(alias, API_METRICS.latency, 'p90', FIVE_MINUTES),
      },
      period: FIVE_MINUTES,
    }),
    threshold: thresholds.latency.toMilliseconds(),
    breaching: 1,
    periods: 1,
  };
}

/** Invocations that threw, ran out of time or memory, or never initialised. */
function lambdaErrors({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'LambdaErrors',
    name: 'lambda-errors',
    meaning: `${thresholds.lambdaErrorsPerMinute} or more invocations a minute end in an error (crash, time-out, failed start).`,
    metric: lambdaMetric(alias, 'Errors'),
    threshold: thresholds.lambdaErrorsPerMinute,
    // 2 of 3: an error is counted at the minute in which its invocation began, so a minute may still fill up after
    // it has been looked at. What is urgent rings as fault-ratio or api-5xx before this does.
    breaching: 2,
    periods: 3,
  };
}

/** Share of answers with a status of 500 or above, as the front door counts them. */
function api5xx({ alias, httpApi, thresholds }: SignalsProps): Signal {
  const count = (metricName: string) =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: httpApi.apiId },
      statistic: 'Sum',
      period: MINUTE,
    });
  return {
    id: 'Api5xx',
    name: 'api-5xx',
    meaning: `At least ${percent(thresholds.api5xxRatio)} of the answers have a status of 500 or above, throttled calls aside.`,
    metric: new MathExpression({
      label: 'share of 5xx answers',
      // A throttled call reaches the client as a 5xx too, but no version is to blame for it: throttles is its alarm.
      expression: `IF(requests >= ${thresholds.minRequestsPerMinute}, (serverErrors - throttled) / requests)`,
      usingMetrics: {
        requests: count('Count'),
        serverErrors: count('5xx'),
        throttled: lambdaMetric(alias, 'Throttles'),
      },
      period: MINUTE,
    }),
    threshold: thresholds.api5xxRatio,
    // 1 of 1: this is the alarm for an API that is down and cannot say so, and a second minute would double the
    // outage. A ratio with a minimum of requests does not mind a minute that is not complete yet.
    breaching: 1,
    periods: 1,
  };
}

/** Calls that Lambda refused for lack of concurrency. They are neither invocations nor errors. */
function throttles({ alias, thresholds }: SignalsProps): Signal {
  return {
    id: 'Throttles',
    name: 'throttles',
    meaning: `${thresholds.throttlesPerMinute} or more calls a minute are refused for lack of concurrency; no version is to blame.`,
    metric: lambdaMetric(alias, 'Throttles'),
    threshold: thresholds.throttlesPerMinute,
    // 3 of 5: throttling alone never moves traffic, so there is nothing to gain from haste.
    breaching: 3,
    periods: 5,
  };
}

/** The dimensions must equal what functions/api emits: on any others an alarm is OK for ever. */
function ownMetric(alias: Alias, metricName: string, statistic: string, period = TEN_SECONDS): Metric {
  const { dimensions, namespace } = API_METRICS;
  return new Metric({
    namespace,
    metricName,
    dimensionsMap: {
      [dimensions.functionName]: alias.lambda.functionName,
      [dimensions.alias]: alias.aliasName,
    },
    statistic,
    period,
  });
}

/** `Resource` narrows to calls through the alias; `FunctionName` alone would count preflights of other versions. */
function lambdaMetric(alias: Alias, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: {
      FunctionName: alias.lambda.functionName,
      Resource: `${alias.lambda.functionName}:${alias.aliasName}`,
    },
    statistic: 'Sum',
    period: MINUTE,
  });
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
