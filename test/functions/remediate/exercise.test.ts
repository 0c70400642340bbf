import { makeHandler } from '../../../functions/remediate/exercise';
import { fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

/** @param answersAfter how long the target takes for an answer, ms */
function exercise(perMinute: number, answersAfter = 20, answers = () => true) {
  const { ports, world } = fakePorts();
  world.policies.set('orders', { ...POLICY, syntheticPerMinute: perMinute });
  const sentAt: number[] = [];
  const began = world.now;
  const run = makeHandler({
    ...ports,
    request: async () => {
      sentAt.push(world.now - began);
      world.now += answersAfter;
      return answers();
    },
  });
  const ask = (secondsAgo = 0) =>
    run({ targetId: 'orders', askedAt: new Date(world.now - secondsAgo * 1000).toISOString() });
  return { ask, sentAt, world };
}

describe('Synthetic traffic', () => {
  it('comes one request after the other, five a second at most', async () => {
    const { ask, sentAt } = exercise(4);
    expect(await ask()).toEqual({ targetId: 'orders', sent: 4, failed: 0 });
    expect(sentAt).toEqual([0, 200, 400, 600]);
  });

  it('comes as fast as a slow target answers, and ends before the next patrol asks', async () => {
    const { ask, sentAt } = exercise(60, 5_000);
    expect(await ask()).toMatchObject({ sent: 10 });
    expect(sentAt.at(-1)).toBe(45_000);
  });

  it('goes on when requests fail: that is what it is for', async () => {
    let calls = 0;
    const { ask } = exercise(4, 20, () => calls++ % 2 === 0);
    expect(await ask()).toMatchObject({ sent: 4, failed: 2 });
  });

  it('is not sent when the patrol asked for it too long ago', async () => {
    const { ask, sentAt } = exercise(4);
    expect(await ask(61)).toMatchObject({ sent: 0 });
    expect(await ask(60)).toMatchObject({ sent: 4 });
    expect(sentAt).toHaveLength(4);
  });

  it('is not sent to a target that wants none any more', async () => {
    const { ask } = exercise(0);
    expect(await ask()).toMatchObject({ sent: 0 });
  });
});
