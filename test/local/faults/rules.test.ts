import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { HostileBench } from './bench';

let bench: HostileBench;
beforeEach(async () => {
  bench = await HostileBench.start();
});
afterEach(() => bench.close());

async function http(method: string, path = '', body?: unknown): Promise<[number, unknown]> {
  const answer = await fetch(`${bench.cloud.endpoint}/_local/faults${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return [answer.status, await answer.json()];
}

const throttle = { kind: 'throttle', service: 'lambda', operation: '*' } as const;

describe('fault rules over HTTP', () => {
  test('are added, listed with their hits, and removed', async () => {
    expect(await http('GET')).toEqual([200, []]);
    expect(await http('POST', '', throttle)).toEqual([201, { id: 'fault-1' }]);
    expect(await http('POST', '', { id: 'mine', kind: 'lose' })).toEqual([201, { id: 'mine' }]);
    await expect(bench.ask(LambdaClient, new ListFunctionsCommand({}))).rejects.toThrow();
    const listed = { ...throttle, id: 'fault-1', hits: 1 };
    expect(await http('GET')).toEqual([200, [listed, { id: 'mine', kind: 'lose', hits: 0 }]]);
    expect(await http('GET', '/fault-1')).toEqual([200, listed]);
    expect(await http('DELETE', '/fault-1')).toEqual([200, listed]);
    expect(await http('DELETE', '/fault-1')).toEqual([404, { message: 'There is no fault rule "fault-1".' }]);
    await bench.ask(LambdaClient, new ListFunctionsCommand({}));
    expect(await http('DELETE')).toEqual([200, []]);
    expect(await http('GET')).toEqual([200, []]);
  });

  test('are replaced by PUT, all or none', async () => {
    await http('POST', '', throttle);
    expect(await http('PUT', '', [{ id: 'a', kind: 'lose' }, { kind: 'nonsense' }])).toMatchObject([400, {}]);
    expect((await http('GET'))[1]).toMatchObject([throttle]);
    expect(await http('PUT', '', [{ id: 'a', kind: 'lose' }])).toEqual([200, [{ id: 'a', kind: 'lose', hits: 0 }]]);
    expect(await http('PUT', '', [])).toEqual([200, []]);
  });

  test.each([
    ['PATCH', ''],
    ['POST', '/a'],
  ])('know their methods: not %s %s', async (method, path) => {
    expect((await http(method, path))[0]).toBe(405);
  });

  test.each<[unknown, string]>([
    ['{', 'The body is "{"; it must be JSON.'],
    [[], 'The rule is []; it must be a JSON object.'],
    ['null', 'The rule is null; it must be a JSON object.'],
    [{}, 'kind is missing; it must be one of throttle, error, serverError,'],
    [{ kind: 'explode' }, 'kind is "explode"; it must be one of throttle,'],
    [{ kind: 'throttle' }, 'service is missing; it must be "*" or one of apigatewayv2, cloudformation,'],
    [{ ...throttle, service: 's3' }, 'service is "s3"; it must be "*" or one of'],
    [
      { ...throttle, operation: 'Explode' },
      'operation is "Explode"; it must be "*" or an operation of lambda: GetFunction,',
    ],
    [
      { ...throttle, service: '*', operation: 'Explode' },
      'operation is "Explode"; it must be "*" or an operation of some',
    ],
    [{ ...throttle, probability: 0 }, 'probability is 0; it must be a number above 0, up to 1.'],
    [{ ...throttle, probability: '1' }, 'probability is "1"; it must be a number above 0'],
    [{ ...throttle, times: 0.5 }, 'times is 0.5; it must be a whole number, 1 at least.'],
    [{ ...throttle, id: '' }, 'id is ""; it must be letters,'],
    [{ ...throttle, principal: 5 }, 'principal is 5; it must be a text that is not empty.'],
    [
      { ...throttle, when: 'after' },
      'when is "after"; it must be absent: a rule of kind throttle takes kind, id, probability, times, service, operation, principal only.',
    ],
    [{ ...throttle, kind: 'error' }, 'code is missing; it must be the name of an error'],
    [
      { ...throttle, kind: 'error', code: 'X', status: 200 },
      'status is 200; it must be an HTTP status from 400 to 599.',
    ],
    [{ ...throttle, kind: 'serverError', when: 'during' }, 'when is "during"; it must be "before" or "after"'],
    [{ ...throttle, kind: 'latency' }, 'milliseconds is missing; it must be a number of milliseconds'],
    [
      { ...throttle, kind: 'latency', milliseconds: [5, 1] },
      'milliseconds is [5,1]; it must be a number of milliseconds',
    ],
    [{ ...throttle, kind: 'latency', milliseconds: -1 }, 'milliseconds is -1;'],
    [{ kind: 'lose', service: 'events' }, 'service is "events"; it must be absent: a rule of kind lose takes'],
    [{ kind: 'delay' }, 'milliseconds is missing;'],
    [{ kind: 'lateMetrics', milliseconds: 1, namespace: '' }, 'namespace is "";'],
    [{ kind: 'crash', at: 'beforeHandler' }, 'function is missing;'],
    [{ kind: 'crash', function: 'f', at: 'noon' }, 'at is "noon"; it must be "beforeHandler", "afterHandler", or'],
    [{ kind: 'crash', function: 'f', at: {} }, 'at is {}; it must be'],
    [{ kind: 'crash', function: 'f', at: { afterCall: 1 } }, 'at.afterCall is 1; it must be a JSON object.'],
    [
      { kind: 'crash', function: 'f', at: { afterCall: { service: 'ssm', operation: 'PutParameter', nth: 0 } } },
      'at.afterCall.nth is 0; it must be a whole number from 1',
    ],
    [
      { kind: 'crash', function: 'f', at: { beforeCall: { service: 'ssm', operation: 'PutParameter', n: 1 } } },
      'at.beforeCall.n is 1; it must be absent: beforeCall takes service, operation, nth only.',
    ],
  ])('that are malformed are refused: %j', async (rule, message) => {
    const [status, answer] = await http('POST', '', rule);
    expect((answer as { message: string }).message).toContain(message);
    expect(status).toBe(400);
    expect(bench.cloud.faults.list()).toEqual([]);
  });
});

describe('fault rules in the library', () => {
  test('have ids of their own', () => {
    const { faults } = bench.cloud;
    faults.add({ id: 'a', ...throttle });
    expect(() => faults.add({ id: 'a', ...throttle })).toThrow('id is "a"; it must be an id that no other rule has.');
    expect(() =>
      faults.replace([
        { id: 'b', ...throttle },
        { id: 'b', ...throttle },
      ]),
    ).toThrow('id is "b"');
    expect(faults.list().map(({ id }) => id)).toEqual(['a']);
    expect([faults.remove('a'), faults.remove('a')]).toEqual([true, false]);
    expect(faults.add(throttle)).not.toBe(faults.add(throttle));
  });

  test('are checked as those over HTTP are', () => {
    expect(() => bench.cloud.faults.add({ ...throttle, probability: 2 })).toThrow('probability is 2; it must be');
  });
});
