import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Notification } from './support/inbox';
import { ProtectedService } from './support/protected-service';

describe('in mode approve, a bad deployment', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
    service.traffic(3);
    await service.untilHealthy('1');
    await order(service, 'approve');
    await service.release({ FAILURE_RATE: '1' });
  });
  afterEach(() => service.close());

  it('is rolled back on the word of a person, whom the message tells how', async () => {
    const question = await asked(service);
    expect(question.subject).toMatch(/^APPROVE\? api \(dev\): roll back/);
    expect(await service.liveVersion()).toBe('2');
    expect(await service.lease()).not.toHaveProperty('holder');

    await service.stepfunctions.send(
      new SendTaskSuccessCommand({ taskToken: tokenOf(question), output: outputOf(question) }),
    );
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', fromVersion: '2', toVersion: '1' });
    expect(incident.reason).toContain('Approved by YOUR NAME');
    expect((await service.get()).status).toBe(200);
    expect((await service.notifications()).map(({ attributes }) => attributes.kind)).toEqual(['healed']);
  });

  it('is left alone when it is denied, and when nobody answers in time', async () => {
    const question = await asked(service);
    await service.stepfunctions.send(
      new SendTaskFailureCommand({ taskToken: tokenOf(question), cause: 'sale tonight' }),
    );
    const denied = await service.untilClosed();
    expect(denied).toMatchObject({ status: 'escalated' });
    expect(denied.reason).toMatch(/^Denied by SendTaskFailure \("sale tonight"\)/);

    await service.resume();
    await service.notifications();
    await asked(service);
    const expired = await service.untilClosed(20);
    expect(expired.reason).toContain('Nobody answered within 900 s');
    expect(await service.liveVersion()).toBe('2');
    const told = (await service.notifications()).filter(
      ({ attributes }) => attributes.incidentId === expired.incidentId,
    );
    expect(told.map(({ attributes }) => attributes.kind)).toContain('escalated');
    expect(await service.lease()).toHaveProperty('heldBy');
  });
});

async function order(service: ProtectedService, mode: string): Promise<void> {
  const Item = {
    pk: { S: `TARGET#${service.targetId}` },
    sk: { S: 'ORDER' },
    mode: { S: mode },
    by: { S: 'ana' },
    reason: { S: 'sale' },
    at: { N: String(service.clock.now()) },
  };
  await service.dynamodb.send(new PutItemCommand({ TableName: service.output('TableName'), Item }));
}

async function asked(service: ProtectedService): Promise<Notification> {
  const found = await service.cloud.waitFor(5, service.clock.now() + 600_000, async () =>
    (await service.notifications()).find(({ attributes }) => attributes.kind === 'approval'),
  );
  if (found === undefined) throw new Error('Nobody was asked');
  return found;
}

/** As somebody copies them out of the message. */
const tokenOf = ({ text }: Notification): string => /--task-token '(.*?)'/.exec(text)?.[1] ?? '';
const outputOf = ({ text }: Notification): string => /--task-output '(.*?"approved":true.*?)'/.exec(text)?.[1] ?? '';
