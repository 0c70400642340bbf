import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { syntheticRequest } from '../../../../functions/remediate/adapters/synthetic';
import { TaskError } from '../../../../functions/remediate/errors';
import { POLICY } from '../support/policy';
import { actingBy } from '../support/targets';

describe('A synthetic request by HTTP', () => {
  const seen: IncomingHttpHeaders[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    seen.push(request.headers);
    if (status !== 0) response.writeHead(status).end('{}');
  });
  let url = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (milliseconds = 5_000) =>
    syntheticRequest(actingBy({}))({ ...POLICY, probe: { kind: 'http', url } }, milliseconds);

  it('carries its own mark and not that of a probe', async () => {
    expect(await send()).toBe(true);
    expect(seen.at(-1)).toMatchObject({ 'x-self-healing-synthetic': '1', 'user-agent': 'self-healing-synthetic' });
    expect(seen.at(-1)).not.toHaveProperty('x-self-healing-probe');
  });

  it.each([
    [200, true],
    [404, true],
    [500, false],
    [503, false],
  ])('with status %i is good: %s', async (answered, expected) => {
    status = answered;
    expect(await send()).toBe(expected);
  });

  it('that nobody answers has failed', async () => {
    status = 0;
    expect(await send(50)).toBe(false);
    url = 'http://127.0.0.1:1/';
    expect(await send()).toBe(false);
  });
});

describe('A synthetic request by invocation', () => {
  /** @returns what Lambda was sent, and whether it was good */
  async function invoke(payload: string, answer: object = {}) {
    const sent: { Payload: Uint8Array; ClientContext: string; Qualifier: string }[] = [];
    const send = async ({ input }: { input: never }) => {
      sent.push(input);
      return answer;
    };
    const request = syntheticRequest(actingBy({ send }));
    const good = await request({ ...POLICY, probe: { kind: 'invoke', payload } }, 5_000);
    const [first] = sent;
    return {
      good,
      qualifier: first?.Qualifier,
      payload: Buffer.from(first?.Payload ?? []).toString(),
      context: JSON.parse(Buffer.from(first?.ClientContext ?? '', 'base64').toString()),
    };
  }

  it('goes through the alias with the probe’s payload as it is, and its mark beside it', async () => {
    const { payload, qualifier, context } = await invoke('{"kind": "ping"}');
    expect(payload).toBe('{"kind": "ping"}');
    expect(qualifier).toBe('live');
    expect(context).toEqual({ custom: { 'x-self-healing-synthetic': '1' } });
  });

  it.each(['null', '[]', '"ping"', '{"headers": null}'])('leaves the payload %s alone', async (payload) => {
    expect((await invoke(payload)).payload).toBe(payload);
  });

  it('takes the mark of a probe off, or the target would not count it', async () => {
    const headers = { accept: '*/*', 'X-Self-Healing-Probe': '1' };
    const { payload } = await invoke(JSON.stringify({ rawPath: '/', headers }));
    expect(JSON.parse(payload)).toEqual({
      rawPath: '/',
      headers: { accept: '*/*', 'x-self-healing-synthetic': '1' },
    });
  });

  it('is no failure of the target where it refuses the healer', async () => {
    const client = { send: async () => Promise.reject(new TaskError('TargetRefused', 'role x')) };
    const request = syntheticRequest(actingBy(client));
    const policy = { ...POLICY, probe: { kind: 'invoke', payload: '{}' } } as const;
    await expect(request(policy, 1_000)).rejects.toMatchObject({ name: 'TargetRefused' });
  });

  it('has failed when the function has', async () => {
    expect((await invoke('{}')).good).toBe(true);
    expect((await invoke('{}', { FunctionError: 'Unhandled' })).good).toBe(false);
  });
});
