import { createApiGateway, type HttpApiRequest } from '../../../local/services/apigatewayv2';
import { LambdaBench } from '../lambda/bench';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const SOURCE = 'exports.handler = async ({ routeKey, requestContext: { stage } }) => `${stage} ${routeKey}`;';

let bench: LambdaBench;
let gateway: ReturnType<typeof createApiGateway>;

beforeEach(() => {
  bench = new LambdaBench();
  gateway = createApiGateway(bench.platform);
  bench.platform.register(gateway.service);
});
afterEach(() => bench.close());

/** A call; the answer is undefined where AWS answers nothing. */
const ask = <Output = Record<string, unknown>>(operation: string, input: object = {}): Promise<Output> =>
  bench.platform.ask('apigatewayv2', operation, input) as Promise<Output>;

async function deploy(apiId: string) {
  await bench.deploy('f', SOURCE);
  await bench.create('AWS::Lambda::Permission', {
    FunctionName: 'f',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*`,
  });
}

async function send(apiId: string, method: string, path: string) {
  const request: HttpApiRequest = {
    apiId,
    method,
    path,
    rawQueryString: '',
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
  };
  const { status, body } = await bench.platform.clock.drive('request', () => gateway.handle(request));
  return `${status} ${body.toString()}`;
}

async function made(Name = 'shop') {
  const { ApiId } = await ask<{ ApiId: string }>('CreateApi', { Name, ProtocolType: 'HTTP' });
  return ApiId;
}

async function integrated(ApiId: string) {
  const asked = { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: FUNCTION, PayloadFormatVersion: '2.0' };
  const { IntegrationId } = await ask<{ IntegrationId: string }>('CreateIntegration', asked);
  return IntegrationId;
}

describe('An HTTP API that is made by calls', () => {
  it('answers once it has an integration, a route and a stage', async () => {
    const ApiId = await made();
    await deploy(ApiId);
    const Target = `integrations/${await integrated(ApiId)}`;
    await ask('CreateRoute', { ApiId, RouteKey: 'GET /items/{id}', Target });
    expect(await send(ApiId, 'GET', '/items/1')).toBe('404 {"message":"Not Found"}');
    await ask('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true });
    await ask('CreateStage', { ApiId, StageName: 'blue', AutoDeploy: true });
    expect(await send(ApiId, 'GET', '/items/1')).toBe('200 $default GET /items/{id}');
    expect(await send(ApiId, 'GET', '/blue/items/1')).toBe('200 blue GET /items/{id}');
  });

  it('answers at once when it is made with a target', async () => {
    const { ApiId } = await ask<{ ApiId: string }>('CreateApi', { Name: 'q', ProtocolType: 'HTTP', Target: FUNCTION });
    await deploy(ApiId);
    expect(await send(ApiId, 'PUT', '/any/thing')).toBe('200 $default $default');
    const managed = { Items: [{ ApiGatewayManaged: true }] };
    for (const list of ['GetIntegrations', 'GetRoutes', 'GetStages'])
      expect(await ask(list, { ApiId })).toMatchObject(managed);
    await expect(ask('UpdateStage', { ApiId, StageName: '$default' })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await expect(ask('DeleteStage', { ApiId, StageName: '$default' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Stage $default was made with its API by CreateApi; it stays as it is, and goes with the API.',
    });
  });

  it('is shown, changed and deleted', async () => {
    const ApiId = await made();
    expect(await ask('UpdateApi', { ApiId, Description: 'sells' })).toMatchObject({
      Name: 'shop',
      Description: 'sells',
    });
    expect(await ask('UpdateApi', { ApiId, Name: 'store' })).toMatchObject({ Name: 'store', Description: 'sells' });
    expect(await ask('GetApi', { ApiId })).toMatchObject({ Name: 'store', ProtocolType: 'HTTP' });
    await ask('DeleteApi', { ApiId });
    expect(await ask('GetApis')).toEqual({ Items: [] });
    await expect(ask('GetApi', { ApiId })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: `Invalid API identifier specified 000000000000:${ApiId}`,
    });
  });

  it('has integrations, which are not deleted while a route leads to them', async () => {
    const ApiId = await made();
    const IntegrationId = await integrated(ApiId);
    const { RouteId } = await ask('CreateRoute', {
      ApiId,
      RouteKey: '$default',
      Target: `integrations/${IntegrationId}`,
    });
    expect(await ask('UpdateIntegration', { ApiId, IntegrationId, TimeoutInMillis: 2_000 })).toMatchObject({
      IntegrationUri: FUNCTION,
      TimeoutInMillis: 2_000,
    });
    const deletion = () => ask('DeleteIntegration', { ApiId, IntegrationId });
    await expect(deletion()).rejects.toMatchObject({ name: 'ConflictException' });
    await ask('DeleteRoute', { ApiId, RouteId });
    await deletion();
    await expect(ask('GetIntegration', { ApiId, IntegrationId })).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('has routes, each key once', async () => {
    const ApiId = await made();
    const Target = `integrations/${await integrated(ApiId)}`;
    const { RouteId } = await ask('CreateRoute', { ApiId, RouteKey: 'GET /', Target });
    const second = (RouteKey: string) => ask('CreateRoute', { ApiId, RouteKey, Target });
    await expect(second('GET /')).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Route with key GET / already exists for this API',
    });
    await expect(second('get /')).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await ask('UpdateRoute', { ApiId, RouteId, RouteKey: 'POST /' })).toMatchObject({
      RouteId,
      RouteKey: 'POST /',
      Target,
    });
    await second('GET /');
    await expect(ask('UpdateRoute', { ApiId, RouteId, RouteKey: 'GET /' })).rejects.toMatchObject({
      name: 'ConflictException',
    });
    expect(await ask('UpdateRoute', { ApiId, RouteId, RouteKey: 'POST /' })).toMatchObject({ RouteKey: 'POST /' });
    await expect(
      ask('CreateApi', { Name: 'q', ProtocolType: 'HTTP', Target: FUNCTION, RouteKey: 'foo' }),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
    const nowhere = { ApiId, RouteKey: 'GET /x', Target: 'integrations/none' };
    await expect(ask('CreateRoute', nowhere)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('has stages, whose access log can be changed', async () => {
    const ApiId = await made();
    await ask('CreateStage', { ApiId, StageName: 'blue', AutoDeploy: true });
    const stage = { ApiId, StageName: 'blue' };
    const AccessLogSettings = {
      DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:access',
      Format: '$context.status',
    };
    await bench.platform.clock.advanceBy(1_000);
    const { CreatedDate, LastUpdatedDate } = await ask<{ CreatedDate: Date; LastUpdatedDate: Date }>('UpdateStage', {
      ...stage,
      AccessLogSettings,
    });
    expect(LastUpdatedDate.getTime() - CreatedDate.getTime()).toBe(1_000);
    expect(await ask('GetStage', stage)).toMatchObject({ AutoDeploy: true, AccessLogSettings });
    await expect(ask('CreateStage', { ...stage, AutoDeploy: true })).rejects.toMatchObject({
      name: 'ConflictException',
    });
    await ask('DeleteStage', stage);
    expect(await ask('GetStages', { ApiId })).toEqual({ Items: [] });
  });

  it.each([
    ['CreateApi', { ProtocolType: 'WEBSOCKET', Name: 'w' }, 'an API with ProtocolType WEBSOCKET'],
    ['CreateApi', { ProtocolType: 'HTTP', Name: 'w', CorsConfiguration: {} }, 'CorsConfiguration of CreateApi'],
    ['CreateStage', { StageName: 'x' }, 'a stage without AutoDeploy'],
    ['CreateStage', { StageName: 'x', AutoDeploy: true, StageVariables: {} }, 'StageVariables of CreateStage'],
    [
      'CreateRoute',
      { RouteKey: '$default', Target: 'integrations/i', AuthorizationType: 'JWT' },
      'authorization type JWT',
    ],
    [
      'CreateIntegration',
      { IntegrationType: 'HTTP_PROXY', IntegrationUri: 'http://x', PayloadFormatVersion: '1.0' },
      'an integration of type HTTP_PROXY',
    ],
  ])('is refused by name what is not emulated of it: %s %j', async (operation, input, what) => {
    const ApiId = await made();
    const asked = operation === 'CreateApi' ? input : { ApiId, ...input };
    await expect(ask(operation, asked)).rejects.toThrow(what);
  });

  it('is listed in pages', async () => {
    for (const name of ['a', 'b', 'c']) await made(name);
    const first = await ask<{ Items: { Name: string }[]; NextToken: string }>('GetApis', { MaxResults: '2' });
    const { NextToken } = first;
    const second = await ask<{ Items: { Name: string }[] }>('GetApis', { MaxResults: '2', NextToken });
    expect([first, second].map(({ Items }) => Items.map(({ Name }) => Name))).toEqual([['a', 'b'], ['c']]);
    expect(second).not.toHaveProperty('NextToken');
    for (const MaxResults of ['0', '-1', 'abc']) {
      await expect(ask('GetApis', { MaxResults })).rejects.toMatchObject({ name: 'BadRequestException' });
    }
  });
});
