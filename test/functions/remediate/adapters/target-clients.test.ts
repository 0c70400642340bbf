import type { STSClient } from '@aws-sdk/client-sts';
import type { Policy } from '../../../../functions/policy';
import { targetClients } from '../../../../functions/remediate/adapters/target-clients';
import { named } from '../support/fakes';
import { POLICY } from '../support/policy';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-14T09:30:00.000Z');

type Credentials = () => Promise<{ accessKeyId: string }>;

/** What the clients of one environment are made with, and what STS is asked for them. */
function environment(answer: () => unknown = () => ({})) {
  const asked: Record<string, unknown>[] = [];
  const world = { now: START };
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    const times = asked.push(input);
    await answer();
    return {
      Credentials: {
        AccessKeyId: `key-${times}`,
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: new Date(world.now + HOUR),
      },
    };
  };
  const clock = { now: () => world.now, sleep: async () => {} };
  const targets = targetClients('change', 'move-alias', { send } as unknown as STSClient, clock);
  const keyOf = async ({ credentials }: { credentials?: Credentials }) => (await credentials?.())?.accessKeyId;
  return { asked, world, targets, keyOf };
}

const of = (targetId: string, roles: Policy['roles']) => ({ ...POLICY, targetId, roles });
const ORDERS = of('orders', { change: 'arn:aws:iam::1:role/orders' });
const STOCK = of('stock', { change: 'arn:aws:iam::1:role/stock' });

describe('The client for a target', () => {
  it('acts in the role that the target has for this kind of task, and the session bears the task’s name', async () => {
    const { asked, targets, keyOf } = environment();
    expect(await keyOf(targets((configuration) => configuration)(ORDERS))).toBe('key-1');
    expect(asked).toEqual([{ RoleArn: 'arn:aws:iam::1:role/orders', RoleSessionName: 'move-alias' }]);
  });

  it('is another one for each target, and the same one for the same', () => {
    const clientOf = environment().targets((configuration) => ({ configuration }));
    expect(clientOf(ORDERS)).toBe(clientOf({ ...ORDERS }));
    expect(clientOf(STOCK)).not.toBe(clientOf(ORDERS));
  });

  it('shares its session with the target’s other clients, also while it is being asked for', async () => {
    const { asked, targets, keyOf } = environment();
    const [one, other] = [targets((configuration) => configuration), targets((configuration) => configuration)];
    expect(await Promise.all([keyOf(one(ORDERS)), keyOf(other(ORDERS)), keyOf(other(STOCK))])).toEqual([
      'key-1',
      'key-1',
      'key-2',
    ]);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['is used', 54, 'key-1'],
    ['is renewed before it ends', 56, 'key-2'],
  ])('has a session of an hour, which %s after %i minutes', async (_, minutes, key) => {
    const { world, targets, keyOf } = environment();
    const client = targets((configuration) => configuration)(ORDERS);
    await keyOf(client);
    world.now += minutes * 60_000;
    expect(await keyOf(client)).toBe(key);
  });

  it('asks again after STS has failed', async () => {
    let failures = 1;
    const { targets, keyOf } = environment(() => {
      if (failures-- > 0) throw named('Throttling', 'Rate exceeded');
    });
    const client = targets((configuration) => configuration)(ORDERS);
    await expect(keyOf(client)).rejects.toMatchObject({ name: 'Throttling' });
    expect(await keyOf(client)).toBe('key-2');
  });

  it('says which role of which target does not let the healer in', async () => {
    const { targets, keyOf } = environment(() => {
      throw named('AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole on resource: y');
    });
    await expect(keyOf(targets((configuration) => configuration)(ORDERS))).rejects.toMatchObject({
      name: 'TargetRefused',
      message:
        'The healer may not act on target orders: role arn:aws:iam::1:role/orders is not there, or does not trust ' +
        'move-alias (User: x is not authorized to perform: sts:AssumeRole on resource: y).',
    });
  });

  it('is refused where the policy names no role of the kind', () => {
    const clientOf = environment().targets((configuration) => configuration);
    expect(() => clientOf(of('orders', { observe: 'arn:aws:iam::1:role/orders' }))).toThrow(
      'The healer may not act on target orders: its policy names no role to change in.',
    );
  });

  it('acts as the function itself on a target of a release that had no roles', () => {
    const { asked, targets } = environment();
    expect(targets((configuration) => configuration)(of('orders', null))).toEqual({});
    expect(asked).toEqual([]);
  });
});
