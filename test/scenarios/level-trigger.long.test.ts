import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Traffic } from '../../local/traffic';
import { ProtectedService } from './support/protected-service';

/** Two patrols and the heal itself. */
const TWO_PATROLS = 150;

describe('an alarm that no event announces', () => {
  let service: ProtectedService;
  let traffic: Traffic;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
    traffic = service.traffic();
    await service.untilHealthy('1');
  });
  afterEach(() => service.close());

  it('a second bad deployment within the cooldown is healed within two patrols after it', async () => {
    await service.release({ FAILURE_RATE: '1' });
    await service.untilClosed();
    const cooldownUntil = Number((await service.lease()).cooldownUntil);
    await service.pass(100);
    const second = await service.release({ FAILURE_RATE: '1', RELEASE: 'second' });
    await service.pass((cooldownUntil - service.clock.now()) / 1000);
    expect(await service.liveVersion()).toBe(second);
    await service.pass(TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    expect((await service.get()).status).toBe(200);
    const healed = (await service.incidents()).filter(({ remedy }) => remedy === 'roll back');
    expect(healed.map(({ fromVersion }) => fromVersion)).toEqual([second, '2']);
  });

  it('so is a second slow one under an alarm that has never left ALARM, by what its version has served', async () => {
    // One request a second: only the alarm that looks at five minutes sees slowness.
    const slow = { LATENCY_MS: '3000', LATENCY_RATE: '1' };
    traffic.stop();
    service.traffic(1);
    await service.pass(120);
    await service.release(slow);
    await service.untilClosed();
    const alarm = `dev-${service.targetId}-slow-latency`;
    const cooldownUntil = Number((await service.lease()).cooldownUntil);
    await service.pass(60);
    const second = await service.release({ ...slow, RELEASE: 'second' });
    await service.pass((cooldownUntil - service.clock.now()) / 1000);
    expect([await service.liveVersion(), (await service.alarmStates())[alarm]]).toEqual([second, 'ALARM']);
    await service.pass(TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    const { AlarmHistoryItems = [] } = await service.cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: alarm, HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems.filter(({ HistorySummary }) => HistorySummary?.endsWith('to ALARM'))).toHaveLength(1);
  });

  it('a lost event is made good by the patrol', async () => {
    await disableAlarmRule(service);
    await service.release({ FAILURE_RATE: '1' });
    // An alarm of 10 s needs half a minute; the patrol gives the event half a minute more.
    await service.pass(60 + TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    expect((await service.get()).status).toBe(200);
    expect((await service.executions()).map(({ name }) => name)).toEqual([expect.stringMatching(/^patrol-/)]);
  });

  it('a heal that was stopped while it proved is proven by another, although nothing rings any more', async () => {
    await service.release({ FAILURE_RATE: '1' });
    await stopHealAfter(service, 'actedAt');
    expect(await service.lease()).toHaveProperty('holder');
    await service.notifications();
    await service.pass(300);
    expect(await service.lease()).not.toHaveProperty('holder');
    const incident = (await service.incidents()).find(({ remedy }) => remedy !== undefined);
    expect(incident).toMatchObject({ status: 'mitigated', toVersion: '1', attempts: 1, verdict: 'Healed' });
    const told = await service.notifications();
    expect(told.map(({ attributes }) => attributes.kind)).toEqual(['healed']);
  });

  it('a heal that was stopped before it acted is continued by another, in the same incident', async () => {
    await service.release({ FAILURE_RATE: '1' });
    await stopHealAfter(service, 'alarmAt');
    await service.pass(60 + TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    expect((await service.incidents()).filter(({ remedy }) => remedy !== undefined)).toMatchObject([
      { status: 'mitigated', fromVersion: '2', toVersion: '1' },
    ]);
    expect(await service.lease()).not.toHaveProperty('holder');
  });

  it('an escalated target is left alone until it is resumed, then healed', async () => {
    await service.enter('1', 'Quarantined');
    const bad = await service.release({ FAILURE_RATE: '1', RELEASE: 'bad' });
    await service.configureLatest({ RELEASE: 'unreleased' });
    expect(await service.untilClosed()).toMatchObject({ status: 'escalated' });
    await service.pass(1_200);
    expect(await service.liveVersion()).toBe(bad);
    expect((await service.executions()).map(({ name }) => name)).not.toContainEqual(expect.stringMatching(/^patrol-/));
    expect(await service.notifications()).toHaveLength(1);

    await service.enter('1', 'Healthy');
    await service.resume();
    await service.pass(TWO_PATROLS);
    expect(await service.liveVersion()).toBe('1');
    expect((await service.incidents())[0]).toMatchObject({ status: 'mitigated', fromVersion: bad });
  });

  it('what was mitigated is resolved when its signals agree', async () => {
    await service.release({ FAILURE_RATE: '1' });
    const { incidentId } = await service.untilClosed();
    // The slow alarm looks back a quarter of an hour.
    await service.pass(1_200);
    const incident = (await service.incidents()).find((one) => one.incidentId === incidentId);
    expect(incident?.status).toBe('resolved');
  });
});

async function disableAlarmRule(service: ProtectedService): Promise<void> {
  const events = service.cloud.client(EventBridgeClient);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const rule = Rules.find(({ EventPattern }) => EventPattern?.includes('CloudWatch Alarm State Change'));
  await events.send(new DisableRuleCommand({ Name: rule?.Name }));
}

/** Stops the heal as soon as its incident has come so far. */
async function stopHealAfter(service: ProtectedService, milestone: 'alarmAt' | 'actedAt'): Promise<void> {
  const reached = await service.cloud.waitFor(0.1, service.clock.now() + 120_000, async () => {
    const [incident] = await service.incidents();
    return incident?.[milestone] === undefined ? undefined : true;
  });
  expect(reached).toBe(true);
  const running = (await service.executions()).find(({ status }) => status === 'RUNNING');
  await service.stepfunctions.send(new StopExecutionCommand({ executionArn: running?.executionArn }));
}
