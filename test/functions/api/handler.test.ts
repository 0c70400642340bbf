import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

const context = {
  awsRequestId: 'request-1',
  functionName: 'the-function',
  functionVersion: '7',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:the-function:live',
  getRemainingTimeInMillis: () => 3000,
} as Context;

const event = {
  rawPath: '/health',
  headers: {},
  requestContext: { http: { method: 'GET', path: '/health' } },
} as unknown as APIGatewayProxyEventV2;

/** Initialises the handler afresh in the given environment, as a new Lambda environment would. */
async function start(environment: Record<string, string>) {
  jest.resetModules();
  const before = process.env;
  process.env = { ...before, ...environment };
  try {
    return await import('../../../functions/api/handler');
  } finally {
    process.env = before;
  }
}

describe('the handler', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());

  const metrics = () => lines.map((line) => JSON.parse(line)).filter((line) => line._aws);

  test('answers, and writes one line of metrics for a request', async () => {
    const { handler } = await start({ SERVICE_NAME: 'orders', AWS_LAMBDA_FUNCTION_VERSION: '3' });
    const answer = await handler(event, context);
    expect(JSON.parse(answer.body)).toEqual({ service: 'orders', version: '3', requestId: 'request-1' });
    expect(metrics()).toEqual([
      expect.objectContaining({ Request: 1, Fault: 0, Alias: 'live', FunctionName: 'the-function' }),
    ]);
  });

  test('writes its fault before it crashes', async () => {
    const { handler } = await start({ SERVICE_NAME: 'orders', FAILURE_RATE: '1', FAILURE_MODE: 'crash' });
    await expect(handler(event, context)).rejects.toThrow('FAILURE_MODE=crash');
    expect(metrics()).toEqual([expect.objectContaining({ Request: 1, Fault: 1 })]);
  });

  test('does not start with a malformed fault variable', async () => {
    await expect(start({ SERVICE_NAME: 'orders', FAILURE_RATE: 'abc' })).rejects.toThrow(
      'FAILURE_RATE="abc" is not usable: it must be a number from 0 to 1, or not be set',
    );
  });

  test('does not start without its name', async () => {
    await expect(start({ SERVICE_NAME: '' })).rejects.toThrow('SERVICE_NAME is not set');
  });
});
