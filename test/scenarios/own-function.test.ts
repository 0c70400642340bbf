import { ProtectedService } from './support/protected-service';

describe('a function of somebody else, without an API', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('ownFunction', 'worker');
  });
  afterEach(() => service.close());

  it('is attested by the traffic that it has asked for, and healed by invocations alone', async () => {
    await service.untilHealthy('1');
    const broken = await service.release({ BROKEN: 'yes' });
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'roll back', fromVersion: broken, toVersion: '1' });
    const story = incident.timeline.map(({ text }) => text);
    expect(story).toContainEqual(expect.stringMatching(/^Invoked directly, version 1 failed 0 of \d+ times/));
    expect(story).toContainEqual(expect.stringMatching(/^Healed: /));
    expect(await service.liveVersion()).toBe('1');
    expect(service.cloud.denials()).toEqual([]);
  });
});
