import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { prober } from '../../../../functions/remediate/adapters/prober';
import { POLICY } from '../support/policy';

async function probeHttp(listener: RequestListener, timeout = 1_000) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  try {
    return await prober()({ ...POLICY, probe: { kind: 'http', url } }, timeout);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const probeInvoke = (answer: unknown) =>
  prober({ send: async () => answer } as unknown as LambdaClient)(
    { ...POLICY, probe: { kind: 'invoke', payload: '{}' } },
    1_000,
  );

describe('A probe over HTTP', () => {
  it('says that it is one, and reports who answered', async () => {
    let header: unknown;
    const answer = await probeHttp((request, response) => {
      header = request.headers['x-self-healing-probe'];
      response.setHeader('x-version', '7').end('{}');
    });
    expect(header).toBe('1');
    expect(answer).toEqual({ kind: 'answer', ok: true, version: '7', latencyMs: expect.any(Number), coldStart: false });
  });

  it('reports how long the answer took, and that it was a cold start', async () => {
    const answer = await probeHttp((_request, response) => {
      setTimeout(() => response.setHeader('x-version', '7').setHeader('x-cold-start', '1').end('{}'), 60);
    });
    expect(answer).toMatchObject({ coldStart: true });
    expect(answer.kind === 'answer' && answer.latencyMs).toBeGreaterThanOrEqual(50);
  });

  it('reports an error of the function', async () => {
    const answer = await probeHttp((_request, response) => response.writeHead(500, { 'x-version': '7' }).end('{}'));
    expect(answer).toMatchObject({ kind: 'answer', ok: false, version: '7' });
  });

  it.each([500, 503])('is broken off by a %i that names no version: the function crashed', async (status) => {
    const answer = await probeHttp((_request, response) => response.writeHead(status).end('{}'));
    expect(answer).toEqual({ kind: 'brokenOff', why: `status ${status} without x-version` });
  });

  it.each([200, 404, 429])('is answered by nobody we know in a %i that names no version', async (status) => {
    const answer = await probeHttp((_request, response) => response.writeHead(status).end('{}'));
    expect(answer).toMatchObject({ kind: 'answer', ok: status === 200, version: undefined });
  });

  it('gives up after its time', async () => {
    expect(await probeHttp(() => {}, 50)).toEqual({ kind: 'brokenOff', why: 'none within 50 ms' });
  });

  it('that is refused has no answer', async () => {
    const refused = { ...POLICY, probe: { kind: 'http', url: 'http://127.0.0.1:1/' } } as const;
    expect(await prober()(refused, 1_000)).toEqual({ kind: 'noAnswer', why: expect.any(String) });
  });
});

describe('A probe by invocation', () => {
  const payload = (value: unknown) => Buffer.from(JSON.stringify(value));

  it.each([
    [{ ExecutedVersion: '7', Payload: payload({ done: true }) }, true],
    [{ ExecutedVersion: '7', Payload: payload(null) }, true],
    [{ ExecutedVersion: '7', Payload: payload({ statusCode: 200 }) }, true],
    [{ ExecutedVersion: '7', Payload: payload({ statusCode: 500 }) }, false],
    [{ ExecutedVersion: '7', FunctionError: 'Unhandled', Payload: payload({ errorType: 'Error' }) }, false],
  ])('%#: reports the executed version and whether it went well', async (answer, ok) => {
    expect(await probeInvoke(answer)).toMatchObject({ kind: 'answer', ok, version: '7', coldStart: false });
  });

  it.each([
    [
      'REPORT RequestId: 1\tDuration: 3.00 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tInit Duration: 210.10 ms',
      true,
    ],
    ['REPORT RequestId: 1\tDuration: 3.00 ms\tMemory Size: 128 MB\tRestore Duration: 310.10 ms', true],
    ['{"type":"platform.report","record":{"metrics":{"durationMs":3,"initDurationMs":210.1}}}', true],
    ['REPORT RequestId: 1\tDuration: 3.00 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB', false],
    ['', false],
  ])('%#: knows a cold start by the report in the tail of the log', async (tail, coldStart) => {
    const LogResult = Buffer.from(tail).toString('base64');
    expect(await probeInvoke({ ExecutedVersion: '7', LogResult })).toMatchObject({ coldStart });
  });

  it('that Lambda throttles has no answer, which says nothing of the version', async () => {
    const throttled = Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });
    const client = { send: async () => Promise.reject(throttled) } as unknown as LambdaClient;
    const policy = { ...POLICY, probe: { kind: 'invoke', payload: '{}' } } as const;
    expect(await prober(client)(policy, 1_000)).toEqual({
      kind: 'noAnswer',
      why: expect.stringContaining('Rate Exceeded'),
    });
  });
});
