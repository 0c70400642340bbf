import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ProtectedService } from './support/protected-service';

describe('a storm, as one of its targets sees it', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  /** As if so many other targets had failed just now. */
  async function failElsewhere(targets: number): Promise<void> {
    for (let index = 0; index < targets; index++) {
      const Item = {
        pk: { S: 'FLEET' },
        sk: { S: `OPEN#other-${index}` },
        targetId: { S: `other-${index}` },
        at: { N: String(service.clock.now()) },
      };
      await service.dynamodb.send(new PutItemCommand({ TableName: service.output('TableName'), Item }));
    }
  }

  it('rolls nothing back, and is told once for all', async () => {
    service.traffic();
    await service.untilHealthy('1');
    await failElsewhere(5);
    await service.release({ FAILURE_RATE: '1' });
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'escalated' });
    expect(await service.liveVersion()).toBe('2');
    const storms = (await service.allNotifications()).filter(({ subject }) => subject.startsWith('STORM'));
    expect(storms).toHaveLength(1);
    expect(storms[0]?.text).toContain('other-4');
  });
});
