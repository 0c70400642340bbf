import { runChaos } from '../chaos/run';

describe('random incidents', () => {
  it('break no invariant, and the same seed plays the same ones', async () => {
    const play = () => runChaos({ seed: 5, targets: 2, incidents: 4, hostile: true });
    const first = await play();
    expect(first.violations).toEqual([]);
    expect(first.incidents.length).toBeGreaterThanOrEqual(4);
    const second = await play();
    expect(second).toEqual(first);
  }, 600_000);
});
