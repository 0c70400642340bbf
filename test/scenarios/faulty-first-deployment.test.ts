import { ProtectedService } from './support/protected-service';

describe('a service whose first deployment carries a fault', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('faulty', 'orders');
  });
  afterEach(() => service.close());

  it('is reset: $LATEST without the fault is published, goes live and is proven', async () => {
    service.traffic();
    expect((await service.get()).status).toBe(500);
    const before = await service.variables('1');
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({
      status: 'mitigated',
      remedy: 'reset fault',
      verdict: 'Healed',
      fromVersion: '1',
      toVersion: '2',
    });
    expect(await service.liveVersion()).toBe('2');
    const answer = await service.get();
    expect([answer.status, answer.headers.get('x-version')]).toEqual([200, '2']);
    // Merged, not replaced: every other variable is as it was, and the version says who healed it.
    expect(await service.variables('2')).toEqual({ ...before, FAILURE_RATE: '0', HEALED_BY: incident.incidentId });
  });

  it('is not reset when $LATEST holds unreleased work: a person is called, and the alias stays', async () => {
    await service.configureLatest({ SERVICE_NAME: 'unreleased' });
    service.traffic();
    const incident = await service.untilClosed();
    expect(incident.status).toBe('escalated');
    expect(incident.reason).toContain('unreleased');
    expect(await service.liveVersion()).toBe('1');
    const [notification] = await service.notifications();
    expect(notification?.subject).toMatch(/escalated|person/i);
    expect(notification?.text).toContain('runbook');
  });
});
