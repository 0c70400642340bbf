import * as heartbeat from '../../functions/remediate/heartbeat';
import * as listTargets from '../../functions/remediate/list-targets';
import { fakePorts, named } from '../functions/remediate/support/fakes';
import { POLICY } from '../functions/remediate/support/policy';
import { walk } from '../functions/remediate/support/walk';

type Visit = (input: { targetId: string; askedAt?: string }) => Promise<unknown>;

/** One patrol of the targets `orders` and `users`, in the minute in which it is the turn of `orders` to be pruned. */
async function patrol(tasks: Record<string, Visit> = {}, minute = 0, list?: () => Promise<object>) {
  const { ports, world } = fakePorts();
  world.now = Date.parse('2026-03-14T09:00:30.000Z') + minute * 60_000;
  world.policies.set('users', { ...POLICY, targetId: 'users' });
  const visited: string[] = [];
  const beat = heartbeat.makeHandler(ports);
  let visitedLast: unknown;
  const visit =
    (what: string, answer: object = {}): Visit =>
    async (input) => {
      visited.push(`${what} ${input.targetId}`);
      return (await tasks[what]?.(input)) ?? answer;
    };
  const { output } = await walk(
    'patrol.asl.json',
    {},
    {
      ListTargets: list ?? listTargets.makeHandler(ports),
      Sweep: visit('sweep', { exercise: false }),
      Attest: visit('attest', { protected: true }),
      Prune: visit('prune'),
      Exercise: visit('exercise'),
      Heartbeat: (input: heartbeat.HeartbeatInput) => {
        visitedLast = input.results;
        return beat(input);
      },
    },
  );
  return { output, visited: visited.sort(), visitedLast, world };
}

const only =
  (targetId: string, answer: () => unknown): Visit =>
  async (input) =>
    input.targetId === targetId ? answer() : undefined;
const failFor = (targetId: string): Visit =>
  only(targetId, () => {
    throw named('InvalidPolicy');
  });

const EVERYTHING = ['attest orders', 'attest users', 'prune orders', 'sweep orders', 'sweep users'];

describe('The patrol', () => {
  it('sweeps and attests every target, then says that it is alive and that all are protected', async () => {
    const { output, visited, world } = await patrol();
    expect(visited).toEqual(EVERYTHING);
    expect(output).toEqual({ targets: 2, failed: 0, unprotected: 0 });
    expect(world.counted).toEqual(['heartbeat 1', 'unprotected 0']);
  });

  it('counts the targets without a version to roll back to', async () => {
    const { output, world } = await patrol({ attest: only('users', () => ({ protected: false })) });
    expect(output).toEqual({ targets: 2, failed: 0, unprotected: 1 });
    expect(world.counted).toEqual(['heartbeat 1', 'unprotected 1']);
  });

  it.each(['sweep', 'attest', 'prune'])(
    'reports a target whose %s fails, and still does all the rest',
    async (task) => {
      const { output, visited, world } = await patrol({ [task]: failFor('orders') });
      expect(visited).toEqual(EVERYTHING);
      expect(output).toEqual({ targets: 2, failed: 1, unprotected: 0 });
      expect(world.counted).toEqual(['heartbeat 1', 'unprotected 0', 'patrolFailures 1']);
    },
  );

  it('carries on nothing but what is counted, so that failures of hundreds of targets fit into the machine', async () => {
    const fail = failFor('orders');
    const { visitedLast } = await patrol({ sweep: fail, attest: fail });
    expect(visitedLast).toEqual([
      { targetId: 'orders', failed: true, errors: ['InvalidPolicy', 'InvalidPolicy'] },
      { targetId: 'users', failed: false, protected: true, errors: [] },
    ]);
    const most = JSON.stringify({ targetId: 'x'.repeat(64), failed: true, errors: Array(3).fill('y'.repeat(40)) });
    expect(1_000 * most.length).toBeLessThan(262_144);
  });

  it('counts a target once that fails in everything', async () => {
    const fail = failFor('orders');
    const { output } = await patrol({ sweep: fail, attest: fail, prune: fail });
    expect(output).toEqual({ targets: 2, failed: 1, unprotected: 0 });
  });

  it('lets the attestation act on the policy of its list and on what its sweep hands on', async () => {
    const inputs: unknown[] = [];
    const signals = [{ name: 'orders-faults', kind: 'faults', state: 'OK' }];
    const handover = { alias: { revisionId: 'r', weights: {} }, incidentOpen: false, signals };
    await patrol({
      sweep: async (input) => {
        inputs.push(input);
        if (input.targetId === 'users') throw named('InvalidPolicy');
        return { exercise: false, handover };
      },
      attest: async (input) => void inputs.push(input),
    });
    const policyRevision = '1';
    expect(inputs).toEqual(
      expect.arrayContaining([
        { targetId: 'orders', policyRevision },
        { targetId: 'orders', policyRevision, handover },
        { targetId: 'users', policyRevision },
        { targetId: 'users', policyRevision, handover: null },
      ]),
    );
    expect(inputs).toHaveLength(4);
  });

  it('visits the targets of a list without revisions, as a function of an earlier release makes it', async () => {
    const inputs: unknown[] = [];
    const { output } = await patrol({ attest: async (input) => void inputs.push(input) }, 0, async () => ({
      targets: [{ targetId: 'orders', prune: false }],
    }));
    expect(inputs).toEqual([{ targetId: 'orders', policyRevision: null, handover: null }]);
    expect(output).toMatchObject({ targets: 1, failed: 0 });
  });

  it('lists a thousand targets in what a state may hold', async () => {
    const { ports, world } = fakePorts();
    for (let n = 1; n <= 1_000; n++) world.policies.set(`${n}-`.padEnd(64, 'x'), POLICY);
    const revision = `12@${new Date(world.now).toISOString()}`;
    const { list } = ports.policies;
    ports.policies.list = async () => (await list()).map((listed) => ({ ...listed, revision }));
    expect(JSON.stringify(await listTargets.makeHandler(ports)()).length).toBeLessThan(262_144);
  });

  it('prunes each target once an hour, in a minute of its own', async () => {
    const pruned = await Promise.all(
      Array.from({ length: 62 }, async (_, minute) => {
        const { visited } = await patrol({}, minute);
        return visited.filter((visit) => visit.startsWith('prune')).map((visit) => `${visit} ${minute}`);
      }),
    );
    expect(pruned.flat()).toEqual(['prune orders 0', 'prune users 1', 'prune orders 60', 'prune users 61']);
  });

  it('sends traffic to those targets that ask for it, and says when it asked', async () => {
    const asked: unknown[] = [];
    const { visited } = await patrol({
      sweep: only('users', () => ({ exercise: true })),
      exercise: async (input) => void asked.push(input),
    });
    expect(visited.filter((visit) => visit.startsWith('exercise'))).toEqual(['exercise users']);
    expect(asked).toEqual([{ targetId: 'users', askedAt: '2026-03-14T09:29:59.000Z' }]);
  });

  it('is not disturbed by traffic that cannot be sent', async () => {
    const { output } = await patrol({
      sweep: only('users', () => ({ exercise: true })),
      exercise: failFor('users'),
    });
    expect(output).toEqual({ targets: 2, failed: 0, unprotected: 0 });
  });
});
