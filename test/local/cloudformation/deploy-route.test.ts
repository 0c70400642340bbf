import { Stage } from './support/stage';

const queue = (DelaySeconds: number, more: Record<string, unknown> = {}) => ({
  app: { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds, ...more } } } },
});

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
  await stage.deployAll(queue(1));
});
afterEach(() => stage.close());

async function post(body: unknown, init: RequestInit = {}): Promise<{ status: number; answer: unknown }> {
  const response = await stage.cloud.virtualClock().drive('post', () =>
    stage.cloud.fetch(`${stage.cloud.endpoint}/_local/deploy`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    }),
  );
  return { status: response.status, answer: await response.json() };
}

describe('POST /_local/deploy', () => {
  it('deploys a changed assembly over what runs, in AWS time, and tells what it did', async () => {
    const begin = stage.cloud.clock.now();
    const { status, answer } = await post({ assembly: stage.assembly(queue(2)) });
    expect(status).toBe(200);
    expect(answer).toEqual({
      stacks: [
        {
          name: 'app',
          status: 'UPDATE_COMPLETE',
          outcome: 'updated',
          changes: [{ logicalId: 'Queue', type: 'AWS::SQS::Queue', action: 'Modify', properties: ['DelaySeconds'] }],
        },
      ],
    });
    expect(stage.cloud.clock.now() - begin).toBe(1_000);
  });

  it('tells that nothing has changed', async () => {
    const { answer } = await post({ assembly: stage.assembly(queue(1)) });
    expect(answer).toMatchObject({ stacks: [{ outcome: 'unchanged', status: 'CREATE_COMPLETE' }] });
  });

  it('answers with the error of a deployment that was rolled back', async () => {
    const { status, answer } = await post({ assembly: stage.assembly(queue(9999)) });
    expect(status).toBe(422);
    expect(answer).toEqual({
      message:
        'Stack app: Queue (AWS::SQS::Queue) failed: Invalid value for the parameter DelaySeconds.; the update was rolled back (UPDATE_ROLLBACK_COMPLETE)',
    });
  });

  it('answers with what is not emulated, and with a folder that is no assembly', async () => {
    const refused = await post({ assembly: stage.assembly(queue(2, { RedriveAllowPolicy: {} })) });
    expect(refused).toMatchObject({
      status: 422,
      answer: { message: expect.stringContaining('property RedriveAllowPolicy') },
    });
    const missing = await post({ assembly: '/no/such/folder' });
    expect(missing).toMatchObject({ status: 422, answer: { message: expect.stringContaining('npx cdk synth') } });
  });

  it('answers 409 while a stack is being updated', async () => {
    const first = post({ assembly: stage.assembly(queue(2)) });
    const second = post({ assembly: stage.assembly(queue(3)) });
    expect([(await first).status, (await second).status].sort()).toEqual([200, 409]);
  });

  it.each(['', 'x', '{}', '{"assembly":1}', '{"assembly":""}', 'null'])('refuses the body %j', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, answer: { message: expect.stringContaining('"assembly"') } });
  });

  it('takes nothing from a web page', async () => {
    const { status } = await post(
      { assembly: stage.assembly(queue(2)) },
      { headers: { origin: 'https://example.com' } },
    );
    expect(status).toBe(403);
  });

  it('knows its method and path', async () => {
    const { endpoint } = stage.cloud;
    expect((await fetch(`${endpoint}/_local/deploy`)).status).toBe(405);
    expect((await fetch(`${endpoint}/_local/deployment`, { method: 'POST' })).status).toBe(404);
  });
});
