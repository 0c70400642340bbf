import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { InjectedCrash, makeApi, type Served } from '../../../functions/api/api';
import { type FaultSettings, readFaultSettings } from '../../../functions/api/faults';
import { PROBE_HEADER } from '../../../functions/contract';

const REMAINING = 4000;
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => REMAINING } as Context;

const request = (method: string, path: string, headers: Record<string, string> = {}) =>
  ({ rawPath: path, headers, requestContext: { http: { method, path } } }) as unknown as APIGatewayProxyEventV2;

/** An API whose time passes only in `sleep`, with all that it measured. */
function apiWith(faults: FaultSettings, random = () => 0.5) {
  const measured: Served[] = [];
  const slept: number[] = [];
  let now = 1_000_000;
  const api = makeApi({
    service: 'api',
    version: '7',
    faults,
    random,
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    measure: (served) => measured.push(served),
  });
  return { api, measured, slept };
}

const draws =
  (...values: number[]) =>
  () =>
    values.shift() ?? 0;
const healthy = readFaultSettings({});
const failing = (FAILURE_MODE: string) => readFaultSettings({ FAILURE_RATE: '1', FAILURE_MODE });

describe('the API without faults', () => {
  test.each(['/', '/health'])('answers GET %s with who served it', async (path) => {
    const answer = await apiWith(healthy).api(request('GET', path), context);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'x-version': '7', 'content-type': 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ service: 'api', version: '7', requestId: 'request-1' });
  });

  test.each([
    ['GET', '/nowhere', 404],
    ['POST', '/nowhere', 404],
    ['POST', '/', 405],
    ['HEAD', '/health', 405],
    ['GET', '/health/', 404],
  ])('answers %s %s with %i, an error in JSON, and its version', async (method, path, statusCode) => {
    const { api, measured } = apiWith(healthy);
    const answer = await api(request(method, path), context);
    expect(answer).toMatchObject({ statusCode, headers: { 'x-version': '7' } });
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String), requestId: 'request-1' });
    // The caller's mistake is not the service's fault.
    expect(measured).toEqual([{ fault: false, latencyMs: 0 }]);
  });

  test('answers a call that is no HTTP request at all', async () => {
    const answer = await apiWith(healthy).api({} as APIGatewayProxyEventV2, context);
    expect(answer.statusCode).toBe(404);
  });
});

describe('the first answer of an environment', () => {
  test.each([
    ['good', healthy, '/'],
    ['bad', failing('error'), '/'],
    ['for the wrong path', healthy, '/nowhere'],
  ])('says that it is a cold start, and no later one does: %s', async (_which, faults, path) => {
    const { api } = apiWith(faults);
    expect((await api(request('GET', path), context)).headers).toMatchObject({ 'x-version': '7', 'x-cold-start': '1' });
    expect((await api(request('GET', path), context)).headers).not.toHaveProperty('x-cold-start');
  });

  test('may be lost with a crash: the next one was quick to start', async () => {
    const { api } = apiWith(
      readFaultSettings({ FAILURE_RATE: '0.5', FAILURE_MODE: 'crash' }),
      draws(0.9, 0.1, 0.9, 0.9),
    );
    await expect(api(request('GET', '/'), context)).rejects.toThrow(InjectedCrash);
    expect((await api(request('GET', '/'), context)).headers).not.toHaveProperty('x-cold-start');
  });
});

describe('the API with an injected fault', () => {
  test('error: answers 500 in JSON, with its version', async () => {
    const { api, measured } = apiWith(failing('error'));
    const answer = await api(request('GET', '/'), context);
    expect(answer).toMatchObject({ statusCode: 500, headers: { 'x-version': '7' } });
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'Injected fault', version: '7' });
    expect(measured).toEqual([{ fault: true, latencyMs: 0 }]);
  });

  test('crash: throws, but is measured before', async () => {
    const { api, measured } = apiWith(failing('crash'));
    await expect(api(request('GET', '/'), context)).rejects.toThrow(InjectedCrash);
    expect(measured).toEqual([{ fault: true, latencyMs: 0 }]);
  });

  test('timeout: is measured, then holds a timer for longer than Lambda lets it run', async () => {
    const { api, measured, slept } = apiWith(failing('timeout'));
    await expect(api(request('GET', '/'), context)).rejects.toThrow('outlived');
    expect(measured).toEqual([{ fault: true, latencyMs: REMAINING }]);
    expect(slept[0]).toBeGreaterThan(REMAINING);
  });

  test('latency: is added and measured', async () => {
    const { api, measured } = apiWith(readFaultSettings({ LATENCY_MS: '750', LATENCY_RATE: '1' }));
    expect((await api(request('GET', '/'), context)).statusCode).toBe(200);
    expect(measured).toEqual([{ fault: false, latencyMs: 750 }]);
  });

  test('ends by the API’s own clock', async () => {
    const { api } = apiWith(
      readFaultSettings({
        FAILURE_RATE: '1',
        LATENCY_MS: '750',
        LATENCY_RATE: '1',
        FAULT_UNTIL: '1970-01-01T00:16:41Z',
      }),
    );
    const statuses = [await api(request('GET', '/'), context), await api(request('GET', '/'), context)];
    // The first takes 750 ms of the second that is left, the next one the rest.
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual([500, 500]);
    expect((await api(request('GET', '/'), context)).statusCode).toBe(200);
  });

  test('strikes by chance: below the rate fails, at it and above succeeds', async () => {
    const settings = readFaultSettings({ FAILURE_RATE: '0.3' });
    const statusAt = async (draw: number) =>
      (await apiWith(settings, () => draw).api(request('GET', '/'), context)).statusCode;
    expect([await statusAt(0.299), await statusAt(0.3), await statusAt(0.9)]).toEqual([500, 200, 200]);
  });
});

describe('probes', () => {
  test.each(['error', 'crash'])('suffer from a fault of mode %s like everybody, but are not measured', async (mode) => {
    const { api, measured } = apiWith(failing(mode));
    const probe = api(request('GET', '/health', { [PROBE_HEADER]: '1' }), context);
    if (mode === 'crash') await expect(probe).rejects.toThrow(InjectedCrash);
    else expect((await probe).statusCode).toBe(500);
    expect(measured).toEqual([]);
  });
});

test('nothing in a request switches a fault on', async () => {
  const { api } = apiWith(healthy);
  const wish = {
    ...request('GET', '/', { 'failure-rate': '1', failure_rate: '1', 'x-fault': 'crash' }),
    rawQueryString: 'FAILURE_RATE=1&LATENCY_MS=1000',
    queryStringParameters: { FAILURE_RATE: '1', FAILURE_MODE: 'crash' },
    body: '{"FAILURE_RATE":"1"}',
  } as APIGatewayProxyEventV2;
  expect((await api(wish, context)).statusCode).toBe(200);
});
