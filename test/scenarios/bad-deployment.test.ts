import { DescribeExecutionCommand, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import type { IncidentRecord } from '../../cli/records';
import { ProtectedService } from './support/protected-service';

describe.each([
  ['answers 500', { FAILURE_RATE: '1' }, 500],
  ['crashes', { FAILURE_RATE: '1', FAILURE_MODE: 'crash' }, 500],
  ['times out', { FAILURE_RATE: '1', FAILURE_MODE: 'timeout' }, 500],
  ['is slow', { LATENCY_MS: '4000', LATENCY_RATE: '1' }, 200],
])('a deployment that %s', (_what, variables, brokenStatus) => {
  let service: ProtectedService;
  let incident: IncidentRecord;
  let broken: Response;

  beforeAll(async () => {
    service = await ProtectedService.deploy('sound', 'api');
    service.traffic(3);
    await service.untilHealthy('1');
    await service.release(variables);
    broken = await service.get();
    incident = await service.untilClosed();
  });
  afterAll(() => service.close());

  it('is rolled back to the version that is Healthy, and the recovery is proven', () => {
    expect(broken.status).toBe(brokenStatus);
    expect(incident).toMatchObject({
      status: 'mitigated',
      remedy: 'roll back',
      verdict: 'Healed',
      fromVersion: '2',
      toVersion: '1',
    });
  });

  it('leaves the service answering from that version alone', async () => {
    const alias = await service.alias();
    expect(alias.FunctionVersion).toBe('1');
    expect(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    const answer = await service.get();
    expect([answer.status, answer.headers.get('x-version')]).toEqual([200, '1']);
  });

  it('is quarantined in the ledger', async () => {
    expect(await service.ledger('2')).toBe('Quarantined');
    expect(await service.ledger('1')).toBe('Healthy');
  });

  it('is told of with the reason', async () => {
    const [notification, ...more] = await service.notifications();
    expect(more).toEqual([]);
    expect(notification?.subject).toMatch(/healed/i);
    expect(notification?.text).toContain(incident.reason);
  });

  it('leaves an execution that succeeded and tells the story', async () => {
    const executionArn = await executionOf(service, incident);
    const { status } = await service.stepfunctions.send(new DescribeExecutionCommand({ executionArn }));
    expect(status).toBe('SUCCEEDED');
    const { events = [] } = await service.stepfunctions.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    const states = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    expect(states.slice(0, 4)).toEqual(['Take note of the alarm', 'Open incident', 'May we heal?', 'Diagnose']);
    expect(states).toEqual(expect.arrayContaining(['Move alias', 'Prove recovery', 'Healed']));
  });

  it('heals once, although several signals ring', async () => {
    // The slow alarms look back five minutes, and so ring, as echoes, for a while after the heal.
    await service.pass(420);
    const healed = (await service.incidents()).filter(({ remedy }) => remedy !== undefined);
    expect(healed).toHaveLength(1);
    expect(await service.liveVersion()).toBe('1');
    expect(Object.values(await service.alarmStates())).not.toContain('ALARM');
  });
});

async function executionOf(service: ProtectedService, incident: IncidentRecord): Promise<string> {
  const executions = await service.executions();
  const opened = Date.parse(incident.alarmAt ?? '');
  const first = [...executions].reverse().find(({ startDate }) => (startDate?.getTime() ?? 0) >= opened);
  if (first?.executionArn === undefined) throw new Error('No execution belongs to the incident');
  return first.executionArn;
}
