import { measure } from '../bench/measure';

describe('the bench', () => {
  it('counts what a service and its healer do in a time, and nothing of the deployment before', async () => {
    const measured = await measure({ targets: 2, perSecond: 1, seconds: 60 });
    // A request a second to each, and one patrol: the list, a sweep and an attestation of each, the heartbeat; and it is
    // the minute of the hour in which the second one is pruned.
    expect(measured.invocations).toBe(2 * 60 + 1 + 2 * 2 + 1 + 1);
    expect(measured.calls).toBeGreaterThan(measured.invocations);
    expect(measured.events).toBeGreaterThan(measured.invocations);
    expect(measured.wallSeconds).toBeGreaterThan(0);
    expect(measured.memory).toBeGreaterThan(50 * 2 ** 20);
  });
});
