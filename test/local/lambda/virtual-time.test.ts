import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOLD_HEADER } from '../../../local/kernel/clock';
import type { VirtualClock } from '../../../local/kernel/virtual-clock';
import { START } from '../support/platform';
import { LambdaBench } from './bench';

let bench: LambdaBench;
const open: Array<() => unknown> = [];
afterEach(async () => {
  await bench.close();
  for (const close of open.splice(0)) close();
});

/** A server as the front door is: it lets go of the caller's hold while it waits for the clock's time, if it does. */
async function parkingServer(clock: () => VirtualClock, seconds: number): Promise<string> {
  const server: Server = createServer((request, response) => {
    const held = String(request.headers[HOLD_HEADER] ?? '')
      .split(',')
      .filter((name) => name !== '');
    void clock().task(
      'request',
      async () => {
        if (seconds > 0) await clock().sleep(seconds * 1000);
        response.end(JSON.stringify({ at: clock().now(), held }));
      },
      held,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a function lives in the clock’s time', () => {
  beforeEach(() => {
    bench = new LambdaBench();
  });

  test.each([
    ['Date.now()', 'const a = Date.now(); await wait(5000); return Date.now() - a', 5000],
    ['new Date()', 'const a = new Date(); await wait(5000); return new Date() - a', 5000],
    ['Date as a function', 'return Date()  === new Date().toString()', true],
    [
      'dates that are given',
      'return [new Date(0) instanceof Date, new Date(5).getTime(), Date.UTC(1970, 0, 1)]',
      [true, 5, 0],
    ],
    ['performance.now', 'const a = performance.now(); await wait(5000); return performance.now() - a', 5000],
    ['process.hrtime', 'const a = process.hrtime(); await wait(5500); return process.hrtime(a)', [5, 500_000_000]],
    [
      'process.hrtime.bigint',
      'const a = process.hrtime.bigint(); await wait(5); return Number(process.hrtime.bigint() - a)',
      5_000_000,
    ],
    [
      'promisify(setTimeout)',
      'const a = Date.now(); await require("util").promisify(setTimeout)(70); return Date.now() - a',
      70,
    ],
    [
      'timers/promises',
      'const a = Date.now(); await require("timers/promises").setTimeout(70); return Date.now() - a',
      70,
    ],
    [
      'node:timers',
      'const a = Date.now(); await new Promise((r) => require("node:timers").setTimeout(r, 70)); return Date.now() - a',
      70,
    ],
    [
      'imported timers',
      'const { setTimeout: w } = await import("node:timers/promises"); const a = Date.now(); await w(70); return Date.now() - a',
      70,
    ],
    [
      'AbortSignal.timeout',
      'const a = Date.now(); const s = AbortSignal.timeout(90); await Promise.race([wait(500), new Promise((r) => s.addEventListener("abort", r))]); return [Date.now() - a, s.reason.name]',
      [90, 'TimeoutError'],
    ],
    [
      'setInterval',
      'const at = []; const a = Date.now(); await new Promise((r) => { const t = setInterval(() => { at.push(Date.now() - a); if (at.length === 3) { clearInterval(t); r() } }, 10) }); return at',
      [10, 20, 30],
    ],
    ['clearTimeout by number', 'let x = 0; clearTimeout(+setTimeout(() => x++, 5)); await wait(20); return x', 0],
    [
      'order of timers',
      'const o = []; for (const ms of [30, 10, 20, 10]) setTimeout(() => o.push(ms), ms); await wait(40); return o',
      [10, 10, 20, 30],
    ],
    [
      'real work between',
      'const a = Date.now(); require("zlib").gzipSync("x"); await require("fs/promises").readFile(__filename); await new Promise((r) => require("crypto").pbkdf2("a", "b", 100000, 32, "sha1", r)); return Date.now() - a',
      0,
    ],
  ])('%s', async (_, body, expected) => {
    await bench.deploy(
      'f',
      `const wait = (ms) => new Promise((r) => setTimeout(r, ms)); exports.handler = async () => { ${body} }`,
      { Timeout: 60 },
    );
    expect((await bench.invoke('f')).payload).toEqual(expected);
  });

  test('an hour of waiting takes no real time', async () => {
    await bench.deploy(
      'f',
      'exports.handler = async () => { for (let i = 0; i < 100; i++) await new Promise((r) => setTimeout(r, 8000)) }',
      { Timeout: 900 },
    );
    const real = performance.now();
    expect((await bench.invoke('f')).error).toBeUndefined();
    expect(bench.platform.clock.now() - START).toBe(300 + 800_000 + 4);
    expect(performance.now() - real).toBeLessThan(2000);
  });

  test('between invocations it is frozen: a timer fires when the next one thaws it', async () => {
    await bench.deploy(
      'f',
      'let fired = []; exports.handler = async () => { setTimeout(() => fired.push(Date.now()), 1000); return fired }',
    );
    await bench.invoke('f');
    await bench.platform.pass(3600);
    await bench.invoke('f');
    const { payload } = await bench.invoke('f');
    expect(payload).toEqual([START + 3600_000 + 300 + 4 + 4]);
  });

  test('an endless loop is found by real time and ends as a time-out', async () => {
    await bench.close();
    bench = new LambdaBench({ watchdog: 300 });
    await bench.deploy('f', 'exports.handler = async () => { for (;;); }');
    expect((await bench.invoke('f')).payload.errorType).toBe('Sandbox.Timedout');
  });
});

describe('a function that calls the embedded AWS', () => {
  const SOURCES: Record<string, string> = {
    fetch: 'const r = await fetch(url + "/x", { method: "POST", body: "hi" }); return r.json()',
    'http.request': `return new Promise((resolve, reject) => { const q = require('http').get(url, (r) => { let t = ''; r.on('data', (c) => t += c); r.on('end', () => resolve(JSON.parse(t))) }); q.on('error', reject) })`,
    'imported http': `const http = await import('node:http'); return new Promise((resolve) => http.get(url, (r) => { let t = ''; r.on('data', (c) => t += c); r.on('end', () => resolve(JSON.parse(t))) }))`,
  };

  test.each(Object.keys(SOURCES))('waits in the clock’s time for what waits there (%s)', async (kind) => {
    const url = await parkingServer(() => bench.platform.clock as VirtualClock, 20);
    bench = new LambdaBench({ endpoint: url });
    await bench.deploy(
      'f',
      `exports.handler = async () => { const url = process.env.AWS_ENDPOINT_URL; const a = Date.now(); const body = await (async () => { ${SOURCES[kind]} })(); return { ...body, took: Date.now() - a } }`,
      { Timeout: 60 },
    );
    const { payload } = await bench.invoke('f');
    expect(payload).toEqual({ at: START + 300 + 4 + 20_000, held: ['function f:$LATEST-1/1'], took: 20_000 });
  });

  test('gives up by its own timer while the server waits', async () => {
    const url = await parkingServer(() => bench.platform.clock as VirtualClock, 20);
    bench = new LambdaBench({ endpoint: url });
    await bench.deploy(
      'f',
      'exports.handler = async () => { const a = Date.now(); try { await fetch(process.env.AWS_ENDPOINT_URL, { signal: AbortSignal.timeout(5000) }) } catch (e) { return [e.name, Date.now() - a] } }',
      { Timeout: 60 },
    );
    expect((await bench.invoke('f')).payload).toEqual(['TimeoutError', 5000]);
    await bench.platform.pass(60);
  });

  test.each([
    ['more of them at once than it has sockets', 'get({ agent })'],
    ['one that waits to be told to go on', 'get({ agent, headers: { expect: "100-continue" } })'],
  ])('takes none of the clock’s time where nothing waits: %s', async (_what, call) => {
    const url = await parkingServer(() => bench.platform.clock as VirtualClock, 0);
    bench = new LambdaBench({ endpoint: url });
    await bench.deploy(
      'f',
      `const http = require('http'); const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
       const get = (o) => new Promise((resolve, reject) => http.get(process.env.AWS_ENDPOINT_URL, o, (r) => { let t = ''; r.on('data', (c) => t += c); r.on('end', () => resolve(JSON.parse(t).at)) }).on('error', reject));
       exports.handler = async () => { const ticks = setInterval(() => {}, 7); const at = await Promise.all(Array.from({ length: 30 }, () => ${call})); clearInterval(ticks); return [...new Set(at)].length }`,
    );
    for (const _time of ['first', 'second']) {
      const startedAt = bench.platform.clock.now();
      expect((await bench.invoke('f')).payload).toBe(1);
      expect(bench.platform.clock.now() - startedAt).toBeLessThan(400);
    }
  });

  test('can leave answers unread', async () => {
    const url = await parkingServer(() => bench.platform.clock as VirtualClock, 1);
    bench = new LambdaBench({ endpoint: url });
    await bench.deploy(
      'f',
      'exports.handler = () => new Promise((r) => require("http").get(process.env.AWS_ENDPOINT_URL, (m) => setTimeout(() => r(m.statusCode), 100)))',
    );
    expect((await bench.invoke('f')).payload).toBe(200);
    await bench.platform.pass(60);
  });

  test('times out while the server waits', async () => {
    const url = await parkingServer(() => bench.platform.clock as VirtualClock, 20);
    bench = new LambdaBench({ endpoint: url });
    await bench.deploy('f', 'exports.handler = async () => { await fetch(process.env.AWS_ENDPOINT_URL) }', {
      Timeout: 4,
    });
    expect((await bench.invoke('f')).payload.errorType).toBe('Sandbox.Timedout');
    expect(bench.platform.clock.now()).toBe(START + 300 + 4 + 4000);
    await bench.platform.pass(60);
  });

  test('sees a refused connection as an error', async () => {
    bench = new LambdaBench({ endpoint: 'http://127.0.0.1:9' });
    await bench.deploy(
      'f',
      'exports.handler = async () => { try { await fetch(process.env.AWS_ENDPOINT_URL) } catch (e) { return [e.name, e.cause.code] } }',
    );
    expect((await bench.invoke('f')).payload).toEqual(['TypeError', 'ECONNREFUSED']);
  });
});

test('the same seed gives the same history', async () => {
  const play = async (seed: number) => {
    bench = new LambdaBench({ seed });
    await bench.deploy(
      'f',
      'exports.handler = async (e) => { console.log(e.n, Math.random(), require("crypto").randomUUID(), crypto.randomUUID(), crypto.getRandomValues(new Uint16Array(2)), require("crypto").randomBytes(2), process.env.VAL, Math.floor(Date.now())); await new Promise((r) => setTimeout(r, e.n * 10)) }',
      { Environment: { Variables: { VAL: '1' } } },
    );
    await bench.create('AWS::Lambda::Version', { FunctionName: 'f' });
    await bench.setVariables('f', { VAL: '2' });
    await bench.ask('PublishVersion', { FunctionName: 'f' });
    await bench.ask('CreateAlias', {
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.4 } },
    });
    for (let n = 0; n < 20; n += 1)
      await bench.ask('Invoke', {
        FunctionName: 'f:live',
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify({ n })),
      });
    await bench.platform.pass(60);
    const { logs, metrics } = bench.platform;
    await bench.close();
    return JSON.stringify({ logs, metrics });
  };
  const first = await play(7);
  expect(await play(7)).toBe(first);
  expect(await play(8)).not.toBe(first);
});
