import { makeHandler } from '../../../functions/remediate/escalate';
import type { EscalateInput } from '../../../functions/remediate/escalation-cause';
import { stormRecords } from '../../../functions/remediate/storm-record';
import { fakePorts, named } from './support/fakes';
import { alarmEvent, POLICY } from './support/policy';

const PK = 'TARGET#orders';
const incident = { targetId: 'orders', incidentId: 'one', executionArn: 'execution', fencingToken: 1 };
const INPUT: EscalateInput = {
  input: { targetId: 'orders', event: alarmEvent() },
  executionArn: 'execution',
  startedAt: '2026-03-14T09:29:59.000Z',
  incident,
  decision: { kind: 'escalate', reason: 'Nothing helps.' },
  failure: null,
};
const STORM = { ...INPUT, decision: { kind: 'escalate', reason: '5 of 9 targets fail.', storm: true } };

async function scene(lease: Record<string, unknown> = { holder: 'execution' }, record: Record<string, unknown> = {}) {
  const fakes = fakePorts();
  const { table, ports } = fakes;
  await table.insert({ pk: PK, sk: 'LEASE', fencingToken: 1, revision: 1, ...lease });
  await table.insert({ pk: PK, sk: 'INCIDENT#one', ...incident, status: 'open', attempts: 0, timeline: [], ...record });
  return {
    ...fakes,
    escalate: (changes: Partial<EscalateInput> = {}) => makeHandler(ports, 'dev')({ ...INPUT, ...changes }),
    item: (sk: string) => table.get({ pk: PK, sk }),
  };
}

describe('An escalation', () => {
  it.each([
    ['had the lease', { holder: 'execution' }],
    ['waited for an approval', { awaiting: { incidentId: 'one', executionArn: 'execution' } }],
    ['was escalated before, by a run whose answer was lost', { heldBy: 'one' }],
  ])('holds a target whose heal %s', async (_which, lease) => {
    const { escalate, item, world } = await scene(lease, { question: { taskToken: 'void' } });
    await escalate();
    expect(await item('LEASE')).toMatchObject({ heldBy: 'one' });
    for (const field of ['holder', 'awaiting']) expect(await item('LEASE')).not.toHaveProperty(field);
    expect(await item('INCIDENT#one')).toMatchObject({ status: 'escalated', reason: 'Nothing helps.' });
    expect(await item('INCIDENT#one')).not.toHaveProperty('question');
    expect(world.notifications[0]?.body).toContain('HELD');
  });

  it.each([
    ['another heal has the target', { holder: 'another' }],
    ['another incident waits for an approval', { awaiting: { incidentId: 'two', executionArn: 'another' } }],
  ])('holds nothing when %s', async (_when, lease) => {
    const { escalate, item, world } = await scene(lease);
    await escalate();
    expect(await item('LEASE')).toMatchObject(lease);
    expect(await item('LEASE')).not.toHaveProperty('heldBy');
    expect(world.notifications[0]?.body).toContain('is not held');
  });

  it('links the page of the signal that rang first, and else that of the alarm in the input', async () => {
    const first = await scene(undefined, { runbookUrl: 'https://first' });
    await first.escalate();
    expect(first.world.notifications[0]?.body).toContain('Runbook: https://first');
    const unopened = await scene();
    const event = alarmEvent({ alarmName: 'orders-throttles' });
    await unopened.escalate({ incident: null, input: { targetId: 'orders', event } });
    expect(unopened.world.notifications[0]?.body).toContain(`Runbook: ${POLICY.runbooks['orders-throttles']}`);
  });

  it('cools down a target whose incident could not be opened by the patrol, so that it is not escalated every minute', async () => {
    const { escalate, item, world } = await scene({});
    const event = alarmEvent();
    Object.assign(event.detail, { patrol: true });
    await escalate({ incident: null, input: { targetId: 'orders', event } });
    expect(await item('LEASE')).toMatchObject({ cooldownUntil: world.now + 300_000 });
  });

  it('is sent, whatever else fails', async () => {
    const { escalate, table, world } = await scene();
    table.broken = named('ProvisionedThroughputExceededException');
    world.policies.clear();
    expect(await escalate()).toMatchObject({ recorded: false });
    expect(world.notifications[0]?.body).toContain('could NOT be written');
  });
});

describe('In a storm', () => {
  it('the first target speaks for all, and the others are held in silence', async () => {
    const { escalate, item, table, world } = await scene();
    await escalate(STORM);
    await table.insert({ pk: 'TARGET#other', sk: 'LEASE', fencingToken: 1, revision: 1, holder: 'second' });
    const other = { targetId: 'other', incidentId: 'two', executionArn: 'second', fencingToken: 1 };
    await escalate({ ...STORM, executionArn: 'second', incident: other });

    expect(world.notifications.map(({ attributes }) => attributes.kind)).toEqual(['storm']);
    expect(await item('LEASE')).toMatchObject({ heldBy: 'one' });
    expect(await table.get({ pk: 'TARGET#other', sk: 'LEASE' })).toMatchObject({ heldBy: 'two' });
    expect(world.counted).toEqual(['escalations 1', 'escalations 1']);
  });

  it('the first one speaks although it died before it could, the first time', async () => {
    const { escalate, ports, world } = await scene();
    await stormRecords(ports.table).join(world.now, 'one');
    await escalate(STORM);
    expect(world.notifications).toHaveLength(1);
  });

  it('everybody speaks who cannot tell whether another one does', async () => {
    const { escalate, table, world } = await scene();
    const { get } = table;
    table.get = async (key) => {
      if (key.sk === 'STORM') throw named('InternalServerError');
      return get.call(table, key);
    };
    await escalate(STORM);
    expect(world.notifications[0]?.subject).toBe('STORM (dev): 5 of 9 targets fail.');
  });

  it('a failure of the healer itself is told as one', async () => {
    const { escalate, world } = await scene();
    await escalate({ ...STORM, failure: { Error: 'UpdateFailed', Cause: 'no' } });
    expect(world.notifications[0]?.attributes).toMatchObject({ kind: 'escalated' });
  });
});

describe('The record of a storm', () => {
  const MINUTE = 60_000;

  it('takes those with it that AWS was too busy to answer, and no others', async () => {
    const { escalate, world, table } = await scene();
    const busy = { decision: null, failure: { Error: 'ServiceBusy', Cause: '{"errorMessage":"Rate exceeded"}' } };
    await escalate(busy);
    expect(world.notifications).toHaveLength(1);
    await stormRecords(table).join(world.now, 'first');
    await escalate(busy);
    expect(world.notifications).toHaveLength(1);
    await escalate({ ...busy, failure: { Error: 'InvalidPolicy', Cause: '' } });
    expect(world.notifications).toHaveLength(2);
  });

  it('is joined for five minutes after it began, and then begun anew, so that one that lasts is not silent for ever', async () => {
    const { join } = stormRecords(fakePorts().table);
    expect(await join(0, 'a')).toBe(true);
    expect(await join(4 * MINUTE, 'b')).toBe(false);
    expect(await join(4.5 * MINUTE, 'a')).toBe(true);
    expect(await join(8 * MINUTE, 'c')).toBe(true);
    expect(await join(9 * MINUTE, 'd')).toBe(false);
    expect(await join(12 * MINUTE, 'c')).toBe(true);
  });

  it('is begun by one of two who come in the same moment', async () => {
    const { table } = fakePorts();
    const { join } = stormRecords(table);
    expect((await Promise.all([join(0, 'a'), join(0, 'b')])).sort()).toEqual([false, true]);
  });
});
