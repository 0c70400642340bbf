import { changePolicy, registeredPolicy } from './support/fleet';
import { ProtectedService } from './support/protected-service';

const NOBODYS = 'arn:aws:iam::000000000000:role/self-healing/dev/nobody/s';

describe('a target whose role does not let the healer in', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
    service.traffic();
    await service.untilHealthy('1');
  });
  afterEach(() => service.close(NOBODYS));

  const breakRole = async (kind: 'observe' | 'change') =>
    changePolicy(service, { roles: { ...(await registeredPolicy(service)).roles, [kind]: NOBODYS } });

  it('is handed to a person, who is told which role refused which task', async () => {
    await breakRole('change');
    await service.release({ FAILURE_RATE: '1' });
    const incident = await service.untilClosed();
    const reason =
      /The healer failed with TargetRefused: The healer may not act on target api: role arn:aws:iam::000000000000:role\/self-healing\/dev\/nobody\/s is not there, or does not trust move-alias \(.*not authorized to perform: sts:AssumeRole/;
    expect(incident).toMatchObject({ status: 'escalated', reason: expect.stringMatching(reason) });
    expect(await service.liveVersion()).toBe('2');
    expect((await service.notifications()).map(({ text }) => text)).toContainEqual(expect.stringMatching(reason));
  });

  it('is not silently unprotected: an alarm rings before there is anything to heal', async () => {
    await breakRole('observe');
    await service.pass(400);
    expect((await service.alarmNotifications()).map(({ subject }) => subject)).toContainEqual(
      expect.stringContaining('dev-healer-patrol-failing'),
    );
  });
});
