import * as heartbeat from '../../functions/remediate/heartbeat';
import * as listTargets from '../../functions/remediate/list-targets';
import { fakePorts, named } from '../functions/remediate/support/fakes';
import { POLICY } from '../functions/remediate/support/policy';
import { walk } from '../functions/remediate/support/walk';

/** One patrol of the targets `orders` and `users`. */
async function patrol(tasks: Record<string, (input: { targetId: string }) => Promise<unknown>> = {}) {
  const { ports, world } = fakePorts();
  world.policies.set('users', { ...POLICY, targetId: 'users' });
  const visited: string[] = [];
  const visit = (what: string) => async (input: { targetId: string }) => {
    visited.push(`${what} ${input.targetId}`);
    return (await tasks[what]?.(input)) ?? { done: what };
  };
  const { output } = await walk(
    'patrol.asl.json',
    {},
    {
      ListTargets: listTargets.makeHandler(ports),
      Sweep: visit('sweep'),
      Attest: visit('attest'),
      Heartbeat: heartbeat.makeHandler(ports),
    },
  );
  return { output, visited, world };
}

const failFor = (targetId: string) => async (input: { targetId: string }) => {
  if (input.targetId === targetId) throw named('InvalidPolicy');
};

const EVERYTHING = ['attest orders', 'attest users', 'sweep orders', 'sweep users'];

describe('The patrol', () => {
  it('sweeps and attests every target, then says that it is alive', async () => {
    const { output, visited, world } = await patrol();
    expect([...visited].sort()).toEqual(EVERYTHING);
    expect(output).toEqual({ targets: 2, failed: 0 });
    expect(world.counted).toEqual(['heartbeat 1']);
  });

  it.each(['sweep', 'attest'])('reports a target whose %s fails, and still does all the rest', async (task) => {
    const { output, visited, world } = await patrol({ [task]: failFor('orders') });
    expect([...visited].sort()).toEqual(EVERYTHING);
    expect(output).toEqual({ targets: 2, failed: 1 });
    expect(world.counted).toEqual(['heartbeat 1', 'patrolFailures 1']);
  });

  it('counts a target once that fails twice', async () => {
    const { output } = await patrol({ sweep: failFor('users'), attest: failFor('users') });
    expect(output).toEqual({ targets: 2, failed: 1 });
  });
});
