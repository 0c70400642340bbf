import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROBE_HEADER } from '../../../../functions/contract';
import { preflighter } from '../../../../functions/remediate/adapters/preflighter';
import { prober } from '../../../../functions/remediate/adapters/prober';
import { TaskError } from '../../../../functions/remediate/errors';
import { POLICY } from '../support/policy';
import { actingBy } from '../support/targets';

async function probeHttp(listener: RequestListener, timeout = 1_000) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  try {
    return await prober(actingBy({}))({ ...POLICY, probe: { kind: 'http', url } }, timeout);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const probeInvoke = (answer: unknown) =>
  prober(actingBy({ send: async () => answer }))({ ...POLICY, probe: { kind: 'invoke', payload: '{}' } }, 1_000);

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

  it('has no answer in a 503 or 429 that names no version: there was no room for the function', async () => {
    for (const status of [503, 429]) {
      const answer = await probeHttp((_request, response) => response.writeHead(status).end('{}'));
      expect(answer).toEqual({ kind: 'noAnswer', why: `status ${status} without x-version` });
    }
  });

  it.each([500, 502])('is broken off by a %i that names no version: the function crashed', async (status) => {
    const answer = await probeHttp((_request, response) => response.writeHead(status).end('{}'));
    expect(answer).toEqual({ kind: 'brokenOff', why: `status ${status} without x-version` });
  });

  it.each([200, 404])('is answered by nobody we know in a %i that names no version', async (status) => {
    const answer = await probeHttp((_request, response) => response.writeHead(status).end('{}'));
    expect(answer).toMatchObject({ kind: 'answer', ok: status === 200, version: undefined });
  });

  it('gives up after its time', async () => {
    expect(await probeHttp(() => {}, 50)).toEqual({ kind: 'brokenOff', why: 'none within 50 ms' });
  });

  it('that is refused has no answer', async () => {
    const refused = { ...POLICY, probe: { kind: 'http', url: 'http://127.0.0.1:1/' } } as const;
    expect(await prober(actingBy({}))(refused, 1_000)).toEqual({ kind: 'noAnswer', why: expect.any(String) });
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
    const client = { send: async () => Promise.reject(throttled) };
    const policy = { ...POLICY, probe: { kind: 'invoke', payload: '{}' } } as const;
    expect(await prober(actingBy(client))(policy, 1_000)).toEqual({
      kind: 'noAnswer',
      why: expect.stringContaining('Rate Exceeded'),
    });
  });

  it('is not sent where the target refuses the healer, which says nothing of the version either', async () => {
    const client = { send: async () => Promise.reject(new TaskError('TargetRefused', 'role x')) };
    const policy = { ...POLICY, probe: { kind: 'invoke', payload: '{}' } } as const;
    await expect(prober(actingBy(client))(policy, 1_000)).rejects.toMatchObject({ name: 'TargetRefused' });
  });

  it.each([
    [
      '{"rawPath":"/health","headers":{"host":"x"}}',
      { rawPath: '/health', headers: { host: 'x', [PROBE_HEADER]: '1' } },
    ],
    ['{"headers":{}}', { headers: { [PROBE_HEADER]: '1' } }],
    ['{"detail":1}', { detail: 1 }],
    ['{"headers":["a"]}', { headers: ['a'] }],
    ['null', null],
  ])('says that it is one where its payload has headers: %s', async (given, sent) => {
    const seen: unknown[] = [];
    const send = async ({ input }: { input: { Payload: Uint8Array } }) => {
      seen.push(JSON.parse(Buffer.from(input.Payload).toString()));
      return {};
    };
    await prober(actingBy({ send }))({ ...POLICY, probe: { kind: 'invoke', payload: given } }, 1_000);
    expect(seen).toEqual([sent]);
  });
});

describe('A preflight', () => {
  const lambda = (send: (command: { input: Record<string, unknown> }, options: Options) => unknown) =>
    preflighter(actingBy({ send }));
  interface Options {
    readonly abortSignal: AbortSignal;
  }

  it('invokes the version itself', async () => {
    const inputs: unknown[] = [];
    const answer = await lambda(async ({ input }) => {
      inputs.push(input);
      return { ExecutedVersion: '4', Payload: Buffer.from('{"statusCode":503}') };
    })(POLICY, '4', '{}', 1_000);
    expect(inputs).toMatchObject([{ FunctionName: 'orders-function', Qualifier: '4' }]);
    expect(answer).toMatchObject({ kind: 'answer', ok: false, version: '4' });
  });

  it('that takes too long is broken off', async () => {
    const hangs = lambda(
      (_command, { abortSignal }) =>
        new Promise((_resolve, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    expect(await hangs(POLICY, '4', '{}', 20)).toEqual({ kind: 'brokenOff', why: 'no answer within 20 ms' });
  });

  it('throws what keeps Lambda from running the version', async () => {
    const throttled = lambda(async () => {
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });
    });
    await expect(throttled(POLICY, '4', '{}', 1_000)).rejects.toThrow('Rate Exceeded.');
  });
});
