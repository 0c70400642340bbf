import { type AskApprovalInput, makeHandler } from '../../../functions/remediate/ask-approval';
import { makeHandler as makeOpen } from '../../../functions/remediate/open-incident';
import { fakePorts, named } from './support/fakes';
import { alarmEvent } from './support/policy';

const HOLDER = 'execution';
const DECISION: AskApprovalInput['decision'] = {
  kind: 'ask',
  seconds: 900,
  reason: 'May the healer roll back from version 2 to version 1? Version 2 fails.',
  remedy: {
    kind: 'rollBack',
    attempt: 1,
    fromVersion: '2',
    toVersion: '1',
    revisionId: 'revision',
    reason: 'Version 2 fails.',
  },
};

async function asked() {
  const fakes = fakePorts();
  const { ports, world, table } = fakes;
  world.ring('orders-faults');
  const open = makeOpen(ports);
  const opening = { input: { targetId: 'orders', event: alarmEvent() }, executionArn: HOLDER };
  const opened = await open(opening);
  if (opened.outcome !== 'opened') throw new Error(opened.reason);
  const { incident } = opened;
  return {
    ...fakes,
    incident,
    reopen: () => open(opening),
    ask: (taskToken: string, deps = ports) => makeHandler(deps, 'dev')({ incident, decision: DECISION, taskToken }),
    lease: () => table.get({ pk: 'TARGET#orders', sk: 'LEASE' }),
    record: () => table.get({ pk: 'TARGET#orders', sk: `INCIDENT#${incident.incidentId}` }),
  };
}

describe('Asking for approval', () => {
  it('puts the question on record, tells people, and gives the lease back to nobody', async () => {
    const { ask, lease, record, world, incident } = await asked();
    expect(await ask('token')).toEqual({ deadline: '2026-03-14T09:45:00.000Z' });
    expect(await record()).toMatchObject({
      asked: 1,
      question: {
        taskToken: 'token',
        askedAt: '2026-03-14T09:30:00.000Z',
        deadline: '2026-03-14T09:45:00.000Z',
        remedy: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      },
    });
    expect(await lease()).toMatchObject({ awaiting: { incidentId: incident.incidentId, executionArn: HOLDER } });
    expect(await lease()).not.toHaveProperty('holder');
    expect(world.notifications).toHaveLength(1);
  });

  it('again with the same token changes nothing and tells nobody', async () => {
    const { ask, record, world } = await asked();
    const first = await ask('token');
    world.now += 5_000;
    expect(await ask('token')).toEqual(first);
    expect(world.notifications).toHaveLength(1);
    expect(await record()).toMatchObject({ asked: 1 });
  });

  it('again with a new token tells that one, as the same question', async () => {
    const { ask, record, lease, world } = await asked();
    await ask('old');
    await ask('new');
    expect(world.notifications.at(-1)?.body).toContain("'new'");
    expect(await record()).toMatchObject({ asked: 1, question: { taskToken: 'new' } });
    expect(await lease()).toMatchObject({ awaiting: { executionArn: HOLDER } });
  });

  it('leaves the lease to its execution, when the answer was faster than this function', async () => {
    const { ask, reopen, lease, ports } = await asked();
    await ask('token', {
      ...ports,
      notify: async () => {
        expect(await reopen()).toMatchObject({ outcome: 'opened' });
      },
    });
    expect(await lease()).toMatchObject({ holder: HOLDER });
    expect(await lease()).not.toHaveProperty('awaiting');
  });

  it('gives up when another heal has the target', async () => {
    const { ask, table, world } = await asked();
    await table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: 'another', fencingToken: 9 } });
    await expect(ask('token')).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(world.notifications).toEqual([]);
  });

  it('does not take a lease that was taken away by hand for one that it has given back', async () => {
    const { ask, table } = await asked();
    await table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: undefined } });
    await expect(ask('token')).rejects.toMatchObject({ name: 'LeaseFreed' });
  });

  it('fails by a name of its own, so that no error of it is taken for an answer', async () => {
    const { ask, world } = await asked();
    world.notifyFails = named('NotFoundException', 'Topic does not exist');
    await expect(ask('token')).rejects.toMatchObject({ name: 'NotAsked', message: expect.stringContaining('Topic') });
  });

  it('lets pass what passes, to be tried again', async () => {
    const { ask, world } = await asked();
    world.notifyFails = named('ThrottlingException');
    await expect(ask('token')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
