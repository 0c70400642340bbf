import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type Alias, type IFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { API_METRICS, FAULT_UNTIL_VARIABLE, FAULT_VARIABLES } from '../functions/contract';
import { bundle } from './bundle';
import type { Config } from './config';
import type { HealerRef } from './healer-ref';
import { NodeFunction } from './node-function';
import { SelfHealing } from './self-healing';
import { makeSignals } from './signals';

export interface ServiceStackProps extends StackProps {
  readonly config: Config;
  readonly healer: HealerRef;
}

const ENTRY = 'functions/api/handler.ts';

/** The protected HTTP API: a function behind the alias `live`, its signals, and its protection. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, { config, healer, ...props }: ServiceStackProps) {
    const { environment, service, settings } = config;
    super(scope, id, { description: `Self-healing (${environment}): the service ${service}`, ...props });

    const fn = new NodeFunction(this, 'Function', {
      description: `The service ${service}`,
      code: bundle(this, [ENTRY])[ENTRY],
      environment: {
        SERVICE_NAME: service,
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: API_METRICS.namespace,
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
        // A call that is not traced is no error to be logged.
        AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
        ...config.faults,
      },
      settings,
      timeout: Duration.seconds(10),
      memorySize: 256,
      // Adds xray:PutTraceSegments and xray:PutTelemetryRecords on `*`, the only resource that they know:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      tracing: Tracing.ACTIVE,
      // Without it the next deployment deletes this version, and nothing is left to roll back to.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    const alias = fn.addAlias('live');
    const httpApi = this.makeApi(config, alias);
    const signals = makeSignals(this, {
      prefix: `${environment}-${service}`,
      alias,
      httpApi,
      thresholds: settings.thresholds,
    });

    new SelfHealing(this, 'SelfHealing', {
      healer,
      targetId: service,
      alias,
      signals: signals.map(({ alarm }) => alarm),
      probe: { kind: 'http', url: `${httpApi.apiEndpoint}/health` },
      faultMetric: {
        namespace: API_METRICS.namespace,
        metricName: API_METRICS.fault,
        dimensions: {
          [API_METRICS.dimensions.functionName]: fn.functionName,
          [API_METRICS.dimensions.alias]: alias.aliasName,
        },
        versionDimension: API_METRICS.versionDimension,
      },
      faultVariables: FAULT_VARIABLES,
      faultUntilVariable: FAULT_UNTIL_VARIABLE,
      mode: config.mode,
      // A recovery that rings the latency alarm again is none.
      prove: { latencyMs: settings.thresholds.latency.toMilliseconds() },
      runbookUrl: `${config.runbooksUrl}/README.md`,
      runbooks: Object.fromEntries(
        signals.map(({ alarmName, runbook }) => [alarmName, `${config.runbooksUrl}/${runbook}`]),
      ),
    });

    new CfnOutput(this, 'ApiUrl', { value: httpApi.apiEndpoint });
    new CfnOutput(this, 'FunctionName', { value: fn.functionName });
    new CfnOutput(this, 'AliasName', { value: alias.aliasName });
  }

  private makeApi({ service, settings }: Config, alias: Alias): HttpApi {
    const httpApi = new HttpApi(this, 'HttpApi', {
      apiName: this.stackName,
      description: `Front door of ${service}`,
      createDefaultStage: false,
    });
    new HttpStage(this, 'Stage', {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', { retention: settings.logRetention, removalPolicy: settings.removalPolicy }),
        ),
      },
    });
    // One permission for each route: the pattern that CDK makes for all of them at once, `<api>/*/*/*`, has a segment too
    // many for the $default route, whose source is `<api>/<stage>/$default`. (The cast: CDK's own types are not made
    // for exactOptionalPropertyTypes.)
    const integration = new HttpLambdaIntegration('Integration', alias as IFunction);
    const route = (key: HttpRouteKey, id: string) => new HttpRoute(this, id, { httpApi, integration, routeKey: key });
    route(HttpRouteKey.with('/', HttpMethod.GET), 'RootRoute');
    route(HttpRouteKey.with('/health', HttpMethod.GET), 'HealthRoute');
    // All the rest too: an unknown route gets its 404 from the service, with x-version like every answer.
    route(HttpRouteKey.DEFAULT, 'DefaultRoute');
    return httpApi;
  }
}
