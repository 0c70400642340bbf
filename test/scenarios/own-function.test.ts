import { changePolicy } from './support/fleet';
import { ProtectedService } from './support/protected-service';

const HOUR = 3_600;

describe('a function of somebody else, without an API', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('ownFunction', 'worker');
  });
  afterEach(() => service.close());

  it('has old versions deleted that nothing can be rolled back to', async () => {
    await changePolicy(service, { keepHealthy: 1 });
    await service.pass(120);
    for (const RELEASE of ['a', 'b', 'c']) {
      await service.release({ RELEASE });
      await service.pass(120);
    }
    for (const version of ['1', '2', '3', '4']) await service.enter(version, 'Healthy');
    await service.pass(HOUR);
    expect(await service.ledger('1')).toBeUndefined();
    await expect(service.variables('1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await service.variables('3')).toMatchObject({ RELEASE: 'b' });
  });

  it('is attested by the traffic that it has asked for, and healed by invocations alone', async () => {
    await service.untilHealthy('1');
    const broken = await service.release({ BROKEN: 'yes' });
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'roll back', fromVersion: broken, toVersion: '1' });
    const story = incident.timeline.map(({ text }) => text);
    expect(story).toContainEqual(expect.stringMatching(/^Invoked directly, version 1 failed 0 of \d+ times/));
    expect(story).toContainEqual(expect.stringMatching(/^Healed: /));
    expect(await service.liveVersion()).toBe('1');
    await service.pass(900);
    expect((await service.incidents())[0]).toMatchObject({ status: 'resolved', resolvedBy: 'traffic' });
  });
});
