import { resource, resources, synth } from './support/synth';

const { service } = synth();

describe('the service stack', () => {
  test('keeps every version it publishes, so that there is something to roll back to', () => {
    const versions = resources(service, 'AWS::Lambda::Version');
    expect(versions).toHaveLength(1);
    expect(versions[0]?.[1].DeletionPolicy).toBe('Retain');
  });

  test('publishes a new version when a fault variable changes', () => {
    const ids = [{}, { failureRate: '1' }].map(
      (context) => resources(synth(context).service, 'AWS::Lambda::Version')[0]?.[0],
    );
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('sends all routes, unknown ones too, to the alias live', () => {
    const integration = resource(service, 'AWS::ApiGatewayV2::Integration').Properties;
    const [aliasId, alias] = resources(service, 'AWS::Lambda::Alias')[0] ?? [];
    expect(alias?.Properties.Name).toBe('live');
    expect(integration).toMatchObject({ IntegrationUri: { Ref: aliasId }, PayloadFormatVersion: '2.0' });
    const routes = resources(service, 'AWS::ApiGatewayV2::Route').map(([, route]) => route.Properties.RouteKey);
    expect(routes.sort()).toEqual(['$default', 'GET /', 'GET /health']);
    const permissions = resources(service, 'AWS::Lambda::Permission').map(([, permission]) => permission.Properties);
    expect(permissions.map(({ FunctionName }) => FunctionName)).toEqual(routes.map(() => ({ Ref: aliasId })));
    const paths = permissions.map(({ SourceArn }) => SourceArn['Fn::Join'][1].at(-1)).sort();
    expect(paths).toEqual(['/*/*', '/*/*/', '/*/*/health']);
  });

  test('traces, and logs to a group of its own with a retention', () => {
    const { Properties } = resource(service, 'AWS::Lambda::Function');
    expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    const group = Properties.LoggingConfig.LogGroup.Ref;
    expect(service.findResources('AWS::Logs::LogGroup')[group]?.Properties.RetentionInDays).toBe(7);
  });

  test('gives the function its initial faults, off unless asked for', () => {
    const variables = (context: Record<string, unknown>) =>
      resource(synth(context).service, 'AWS::Lambda::Function').Properties.Environment.Variables;
    expect(variables({})).toMatchObject({ FAILURE_RATE: '0', LATENCY_MS: '0', SERVICE_NAME: 'api' });
    expect(variables({ failureRate: '1' })).toMatchObject({ FAILURE_RATE: '1', FAILURE_MODE: 'error' });
  });

  test('has the outputs that operators and tools read', () => {
    const outputs = service.toJSON().Outputs;
    const [apiId] = resources(service, 'AWS::ApiGatewayV2::Api')[0] ?? [];
    expect(outputs.ApiUrl.Value).toEqual({ 'Fn::GetAtt': [apiId, 'ApiEndpoint'] });
    expect(outputs.AliasName.Value).toBe('live');
    expect(Object.keys(outputs).sort()).toEqual(['AliasName', 'ApiUrl', 'FunctionName']);
  });

  test('names stack and alarms after environment and service', () => {
    const { service: orders } = synth({ env: 'prod', service: 'orders' });
    const names = resources(orders, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm.Properties.AlarmName);
    expect(names.sort()).toEqual(
      [
        'api-5xx',
        'dead-letter-queue',
        'fault-ratio',
        'lambda-errors',
        'latency',
        'slow-faults',
        'slow-latency',
        'throttles',
      ].map((signal) => `prod-orders-${signal}`),
    );
  });
});

describe('both stacks', () => {
  test.each(['dev', 'prod'])('need no custom resource and tell nobody about the CDK in %s', (env) => {
    for (const template of Object.values(synth({ env }))) {
      const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map((r) => r.Type);
      expect(types.filter((type) => /^Custom::|CustomResource|AWS::CDK::Metadata/.test(type))).toEqual([]);
    }
  });
});
