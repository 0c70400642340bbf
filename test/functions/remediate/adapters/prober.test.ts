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
    expect(answer).toEqual({ kind: 'answer', ok: true, version: '7' });
  });

  it('reports an error, and an answer that names no version', async () => {
    const answer = await probeHttp((_request, response) => response.writeHead(500).end('{}'));
    expect(answer).toEqual({ kind: 'answer', ok: false, version: undefined });
  });

  it('gives up after its time, which is no answer rather than a failure', async () => {
    expect(await probeHttp(() => {}, 50)).toEqual({ kind: 'noAnswer', why: 'none within 50 ms' });
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
    expect(await probeInvoke(answer)).toEqual({ kind: 'answer', ok, version: '7' });
  });
});
