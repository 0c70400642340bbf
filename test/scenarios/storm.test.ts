import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
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

  it('is known for one also when the patrol has stopped, so that nobody has counted the targets', async () => {
    const traffic = service.traffic();
    await service.untilHealthy('1');
    traffic.stop();
    await stopPatrol();
    await service.pass(601);
    await failElsewhere(5);
    service.traffic();
    await service.release({ FAILURE_RATE: '1' });
    expect(await service.untilClosed()).toMatchObject({ status: 'escalated' });
    expect((await service.allNotifications()).map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/^STORM/),
    );
  });

  async function stopPatrol(): Promise<void> {
    const events = service.cloud.client(EventBridgeClient);
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: 'SelfHealing-dev-healer-Patrol' }));
    expect(Rules).toHaveLength(1);
    await events.send(new DisableRuleCommand({ Name: Rules[0]?.Name }));
  }
});
