import { createApiGateway, type HttpApiRequest } from '../../../local/services/apigatewayv2';
import { LambdaBench } from '../lambda/bench';

const SOURCE = `exports.handler = async (event) => {
  switch (event.queryStringParameters?.do) {
    case 'throw': throw new Error('x');
    case 'wait': await new Promise((r) => setTimeout(r, 60000)); return {};
    case 'malformed': return { statusCode: 'no' };
    case 'object-body': return { statusCode: 200, body: {} };
    case 'infer': return { a: 1 };
    case 'text': return 'plain';
    case 'binary': return { statusCode: 201, body: 'AQI=', isBase64Encoded: true, headers: { 'Content-Type': 'image/x', 'X-N': 5 }, cookies: ['a=1', 'b=2'] };
    default: return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
  }
}`;

let bench: LambdaBench;
let gateway: ReturnType<typeof createApiGateway>;
let apiId: string;

const create = async (type: string, properties: Record<string, unknown>): Promise<string> => {
  const known = gateway.resources.find((resource) => resource.type === type);
  const made = await known?.create(properties, {
    stackName: 's',
    logicalId: 'l',
    physicalName: () => 'p',
    assetPath: (key) => key,
  });
  return made?.ref ?? '';
};

beforeEach(async () => {
  bench = new LambdaBench();
  gateway = createApiGateway(bench.platform);
  bench.platform.register(gateway.service);
  await bench.deploy('f', SOURCE, { Timeout: 60 });
  await bench.create('AWS::Lambda::Version', { FunctionName: 'f' });
  await bench.ask('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
  apiId = await create('AWS::ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP' });
  const aliasArn = 'arn:aws:lambda:us-east-1:000000000000:function:f:live';
  const id = await create('AWS::ApiGatewayV2::Integration', {
    ApiId: apiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: aliasArn,
    PayloadFormatVersion: '2.0',
  });
  for (const RouteKey of ['GET /', 'POST /items/{id}'])
    await create('AWS::ApiGatewayV2::Route', { ApiId: apiId, RouteKey, Target: `integrations/${id}` });
  await create('AWS::ApiGatewayV2::Stage', {
    ApiId: apiId,
    StageName: '$default',
    AutoDeploy: true,
    AccessLogSettings: {
      DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:access:*',
      Format: '$context.httpMethod $context.routeKey $context.status [$context.requestTime] $context.identity.user',
    },
  });
  await bench.create('AWS::Lambda::Permission', {
    FunctionName: aliasArn,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*/*/*`,
  });
});
afterEach(() => bench.close());

const send = async (request: Partial<HttpApiRequest> = {}) => {
  const full = {
    apiId,
    method: 'GET',
    path: '/',
    rawQueryString: '',
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    ...request,
  };
  const { status, headers, body } = await bench.platform.clock.drive('request', () => gateway.handle(full));
  return { status, headers, body: body.toString() };
};

test('a function gets the event of payload format 2.0', async () => {
  const { body } = await send({
    method: 'POST',
    path: '/items/a%2Fb',
    rawQueryString: 'x=1&x=2&y=%20',
    headers: {
      host: 'localhost',
      cookie: 'a=1; b=2',
      'content-type': 'application/json',
      'x-local-hold': 'secret',
      'user-agent': 'test',
    },
    body: Buffer.from('{"n":1}'),
  });
  expect(JSON.parse(body)).toEqual({
    version: '2.0',
    routeKey: 'POST /items/{id}',
    rawPath: '/items/a%2Fb',
    rawQueryString: 'x=1&x=2&y=%20',
    cookies: ['a=1', 'b=2'],
    headers: {
      host: 'localhost',
      'content-type': 'application/json',
      'user-agent': 'test',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: { x: '1,2', y: ' ' },
    pathParameters: { id: 'a/b' },
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: apiId,
      http: { method: 'POST', path: '/items/a%2Fb', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: expect.any(String),
      routeKey: 'POST /items/{id}',
      stage: '$default',
      time: '24/Oct/2026:18:00:00 +0000',
      timeEpoch: Date.parse('2026-10-24T18:00:00Z'),
    },
    body: '{"n":1}',
    isBase64Encoded: false,
  });
});

test('a body that is no text arrives as base64', async () => {
  const { body } = await send({
    method: 'POST',
    path: '/items/1',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from([1, 2]),
  });
  expect(JSON.parse(body)).toMatchObject({ body: 'AQI=', isBase64Encoded: true });
});

test.each([
  ['infer', 200, '{"a":1}', 'application/json'],
  ['text', 200, 'plain', 'application/json'],
  ['binary', 201, '\u0001\u0002', 'image/x'],
  ['throw', 500, '{"message":"Internal Server Error"}', 'application/json'],
  ['malformed', 500, '{"message":"Internal Server Error"}', 'application/json'],
  ['object-body', 500, '{"message":"Internal Server Error"}', 'application/json'],
  ['wait', 503, '{"message":"Service Unavailable"}', 'application/json'],
])('a function that does %s is answered %d %s', async (what, status, body, type) => {
  const answer = await send({ rawQueryString: `do=${what}` });
  expect(answer).toMatchObject({ status, body, headers: { 'content-type': type } });
});

test('headers and cookies of the result are those of the answer', async () => {
  expect((await send({ rawQueryString: 'do=binary' })).headers).toMatchObject({
    'x-n': '5',
    'set-cookie': ['a=1', 'b=2'],
  });
});

test('an integration times out after 30 s of the clock’s time', async () => {
  const before = bench.platform.clock.now();
  await send({ rawQueryString: 'do=wait' });
  expect(bench.platform.clock.now() - before).toBe(30_000 + bench.platform.latencies.httpApi);
});

test.each([
  ['an unknown API', { apiId: 'none' }],
  ['an unknown route', { path: '/none' }],
])('%s is not found', async (_, request) => {
  expect(await send(request)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
});

test('the function is called as API Gateway, on behalf of the route', async () => {
  await send({ method: 'POST', path: '/items/7' });
  expect(bench.platform.calls.find(({ operation }) => operation === 'Invoke')?.principal).toEqual({
    kind: 'service',
    service: 'apigateway.amazonaws.com',
    sourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/POST/items/{id}`,
  });
});

test('each request counts in AWS/ApiGateway, by API and by API and stage, and is in the access log', async () => {
  await send();
  await send({ path: '/none' });
  await send({ rawQueryString: 'do=throw' });
  const both = (...values: number[]) =>
    values.flatMap((value) => [
      [{ ApiId: apiId }, value],
      [{ ApiId: apiId, Stage: '$default' }, value],
    ]);
  expect(bench.metric('Count')).toEqual(both(1, 1, 1));
  expect(bench.metric('4xx')).toEqual(both(0, 1, 0));
  expect(bench.metric('5xx')).toEqual(both(0, 0, 1));
  expect(bench.metric('Latency')).toEqual(both(310, 6, 10));
  expect(bench.metric('IntegrationLatency')).toEqual(both(304, 4));
  expect(bench.platform.logs.filter(({ group }) => group === 'access').map(({ message }) => message)).toEqual([
    'GET GET / 200 [24/Oct/2026:18:00:00 +0000] -',
    'GET - 404 [24/Oct/2026:18:00:00 +0000] -',
    'GET GET / 500 [24/Oct/2026:18:00:00 +0000] -',
  ]);
});

test('GetApis, GetApi and GetRoutes show it', async () => {
  expect(await bench.platform.ask('apigatewayv2', 'GetApi', { ApiId: apiId })).toMatchObject({
    Name: 'api',
    ApiEndpoint: `http://127.0.0.1:4566/_api/${apiId}`,
  });
  expect(await bench.platform.ask('apigatewayv2', 'GetApis')).toMatchObject({ Items: [{ ApiId: apiId }] });
  expect(await bench.platform.ask('apigatewayv2', 'GetRoutes', { ApiId: apiId })).toMatchObject({
    Items: [{ RouteKey: 'GET /' }, { RouteKey: 'POST /items/{id}' }],
  });
});
