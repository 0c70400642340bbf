import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ProtectedService } from './support/protected-service';

describe('the patrol', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  it('calls a version Healthy that has served well, not before', async () => {
    service.traffic(1);
    await service.pass(120);
    expect(await service.ledger('1')).toBe('Baking');
    await service.pass(300);
    expect(await service.ledger('1')).toBe('Healthy');
  });

  it('takes silence for nothing', async () => {
    await service.pass(1_800);
    expect(await service.ledger('1')).toBe('Baking');
  });

  it('never calls a version Healthy that fails', async () => {
    service.traffic(1);
    await service.release({ FAILURE_RATE: '0.5' });
    await service.pass(900);
    expect(await service.ledger('2')).not.toBe('Healthy');
  });

  it('is missed when it stops', async () => {
    await service.pass(300);
    expect(await patrolAlarm(service)).toBe('OK');
    await service.alarmNotifications();
    const events = service.cloud.client(EventBridgeClient);
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const schedule = Rules.find(({ ScheduleExpression }) => ScheduleExpression !== undefined);
    await events.send(new DisableRuleCommand({ Name: schedule?.Name }));
    await service.pass(900);
    expect(await patrolAlarm(service)).toBe('ALARM');
    expect((await service.alarmNotifications()).map(({ subject }) => subject).join()).toContain('patrol-stopped');
  });
});

async function patrolAlarm(service: ProtectedService): Promise<string | undefined> {
  const { MetricAlarms = [] } = await service.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: ['dev-healer-patrol-stopped'] }),
  );
  return MetricAlarms[0]?.StateValue;
}
