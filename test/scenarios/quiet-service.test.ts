import { ProtectedService } from './support/protected-service';

/** One request every twenty seconds: too few for the fast alarm. */
const QUIET = 1 / 20;

describe('a service with little traffic', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  it('is healed too, by the slow alarm', async () => {
    service.traffic(QUIET);
    await service.untilHealthy('1');
    await service.release({ FAILURE_RATE: '1' });
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'roll back', fromVersion: '2', toVersion: '1' });
    expect((await service.get()).status).toBe(200);
  });

  it('is healed of slowness that the fast alarm has too few requests to see', async () => {
    service.traffic(1);
    await service.untilHealthy('1');
    await service.release({ LATENCY_MS: '3000', LATENCY_RATE: '1' });
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'roll back', fromVersion: '2', toVersion: '1' });
    expect(incident.signals).toEqual(['dev-api-slow-latency']);
  });

  it('has its versions attested all the same, given time', async () => {
    service.traffic(1 / 75);
    await service.pass(1800);
    expect(await service.ledger('1')).toBe('Baking');
    await service.pass(1800);
    expect(await service.ledger('1')).toBe('Healthy');
  });
});
