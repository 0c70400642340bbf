import { type DiagnoseInput, makeHandler, parseStormShare } from '../../../functions/remediate/diagnose';
import type { Incident } from '../../../functions/remediate/incident';
import { FakeLambda, fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
const HANDLE = { targetId: 'orders', incidentId: 'this', executionArn: 'arn:one', fencingToken: 1 };
const REMEDY = { kind: 'rollBack', fromVersion: '2', toVersion: '1' } as const;

/** Version 2 is live and rings; version 1 is Healthy; the lease is ours. */
async function scene() {
  const lambda = new FakeLambda();
  lambda.deploy({ FAILURE_RATE: '0' });
  lambda.deploy({ FAILURE_RATE: '0', RELEASE: '2' });
  const fakes = fakePorts(lambda);
  const { table, world, ports } = fakes;
  world.ring('orders-faults');
  const healthy = { state: 'Healthy', version: '1', rule: 'traffic', requests: 300, errors: 0, p95Ms: 20 };
  await table.insert({ pk: 'TARGET#orders', sk: 'VERSION#1', ...healthy });
  await table.insert({ ...LEASE, fencingToken: 1, revision: 1, seen: [], holder: 'arn:one', incidentId: 'this' });
  await table.insert({
    pk: 'TARGET#orders',
    sk: 'INCIDENT#this',
    targetId: 'orders',
    incidentId: 'this',
    status: 'open',
    openedAt: new Date(world.now - 1_000).toISOString(),
    attempts: 0,
    tried: [],
    signals: ['orders-faults'],
    executionArn: 'arn:one',
    timeline: [],
  });
  const run = makeHandler(ports, 0.3);
  return {
    ...fakes,
    diagnose: (input: Partial<DiagnoseInput> = {}) => run({ incident: HANDLE, races: 0, approval: null, ...input }),
    incident: async () => (await table.get({ pk: 'TARGET#orders', sk: 'INCIDENT#this' })) as unknown as Incident,
    note: (fields: object) => table.update({ pk: 'TARGET#orders', sk: 'INCIDENT#this' }, { set: { ...fields } }),
    policy: (changes: Partial<typeof POLICY>) => world.policies.set('orders', { ...POLICY, ...changes }),
    order: (fields: object) =>
      table.insert({ pk: 'TARGET#orders', sk: 'ORDER', by: 'ann', reason: 'sale', at: world.now, ...fields }),
  };
}

describe('A diagnosis', () => {
  it('tells once that it waits, and again what comes after', async () => {
    const { diagnose, incident, lambda } = await scene();
    lambda.latest = { ...lambda.latest, updateStatus: 'InProgress' };
    lambda.updateTakesReads = Number.POSITIVE_INFINITY;
    for (let look = 0; look < 3; look++) expect((await diagnose()).decision.kind).toBe('wait');
    expect((await incident()).timeline.map(({ what }) => what)).toEqual(['evidence', 'decision']);
    lambda.latest = { ...lambda.latest, updateStatus: 'Successful' };
    await diagnose();
    expect((await incident()).timeline.map(({ kind }) => kind)).toEqual([undefined, 'wait', undefined, 'rollBack']);
  });

  it('decides, and puts evidence and decision on record', async () => {
    const { diagnose, incident, lambda } = await scene();
    const { decision } = await diagnose();
    expect(decision).toMatchObject({ ...REMEDY, revisionId: lambda.live?.revisionId });
    expect(await incident()).toMatchObject({
      reason: decision.reason,
      decidedAt: '2026-03-14T09:30:00.000Z',
      remedy: 'roll back',
      fromVersion: '2',
      toVersion: '1',
      timeline: [
        { what: 'evidence', text: expect.stringMatching(/^alias live -> version 2/) },
        { what: 'decision', kind: 'rollBack', text: decision.reason },
      ],
    });
  });

  it('is only for the holder of the lease', async () => {
    const { diagnose, table, incident } = await scene();
    await table.update(LEASE, { set: { holder: 'arn:two', fencingToken: 2 } });
    await expect(diagnose()).rejects.toMatchObject({ name: 'LeaseLost' });
    expect((await incident()).timeline).toEqual([]);
  });

  it('counts the races of its execution', async () => {
    const { diagnose } = await scene();
    expect((await diagnose({ races: 3 })).decision).toMatchObject({ kind: 'escalate' });
  });

  it('knows how large a storm may be', async () => {
    const { diagnose, table, world, ports } = await scene();
    for (const targetId of ['a', 'b', 'c']) {
      world.policies.set(targetId, POLICY);
      await table.insert({ pk: 'FLEET', sk: `OPEN#${targetId}`, targetId, at: world.now });
    }
    expect((await diagnose()).decision).toMatchObject({ kind: 'escalate', storm: true });
    const calm = makeHandler(ports, 0);
    expect((await calm({ incident: HANDLE, races: 0, approval: null })).decision).toMatchObject(REMEDY);
  });
});

describe('The mode of a diagnosis', () => {
  it('is that of the policy', async () => {
    const { diagnose, policy } = await scene();
    policy({ mode: 'approve', approvalSeconds: 600 });
    expect((await diagnose()).decision).toMatchObject({ kind: 'ask', seconds: 600, remedy: REMEDY });
  });

  it('is that of an operator’s order, as long as it lasts', async () => {
    const { diagnose, order, world } = await scene();
    await order({ mode: 'paused', until: world.now + 1_000 });
    expect((await diagnose()).decision).toMatchObject({ kind: 'standDown' });
    world.now += 1_000;
    expect((await diagnose()).decision).toMatchObject(REMEDY);
  });

  it('in shadow leaves on record what would have been done', async () => {
    const { diagnose, policy, incident } = await scene();
    policy({ mode: 'shadow' });
    expect((await diagnose()).decision).toMatchObject({ kind: 'shadow' });
    expect(await incident()).toMatchObject({ would: REMEDY, reason: expect.stringMatching(/^In shadow/) });
    expect(await incident()).not.toHaveProperty('remedy');
  });

  it('in shadow leaves an escalation on record too', async () => {
    const { diagnose, policy, incident } = await scene();
    policy({ mode: 'shadow' });
    await diagnose({ races: 3 });
    expect((await incident()).would).toEqual({ kind: 'escalate' });
  });
});

describe('A person’s answer', () => {
  const question = {
    taskToken: 'token',
    askedAt: '2026-03-14T09:20:00.000Z',
    deadline: '2026-03-14T09:35:00.000Z',
    remedy: REMEDY,
  };

  async function asked() {
    const here = await scene();
    here.policy({ mode: 'approve' });
    await here.note({ asked: 1, question });
    return here;
  }

  it('that approves goes on the incident, and what was approved is decided', async () => {
    const { diagnose, incident } = await asked();
    const { decision } = await diagnose({ approval: { approved: true, by: 'ann', note: 'go ahead' } });
    expect(decision).toMatchObject({ ...REMEDY, reason: expect.stringMatching(/^Approved by ann: /) });
    const record = await incident();
    expect(record.approval).toEqual({ answer: 'approved', by: 'ann', note: 'go ahead', remedy: REMEDY });
    expect(record).not.toHaveProperty('question');
    expect(record.timeline[0]).toMatchObject({
      what: 'note',
      text: 'Approved by ann ("go ahead"): roll back from version 2 to version 1.',
    });
  });

  it('that approves something else than is decided by now is not enough', async () => {
    const here = await asked();
    await here.note({ question: { ...question, remedy: { ...REMEDY, toVersion: '0' } } });
    const { decision } = await here.diagnose({ approval: { approved: true, by: 'ann' } });
    expect(decision).toMatchObject({ kind: 'ask', reason: expect.stringContaining('The evidence has changed') });
  });

  it.each([
    [{ approved: false, by: 'ann', note: 'sale is on' }, 'Denied by ann ("sale is on"): roll back'],
    [{ expired: true }, 'Nobody answered within 900 s'],
    ['go!', 'Denied by unknown ("not understood: "go!""): roll back'],
  ])('%j escalates', async (approval, reason) => {
    const { diagnose } = await asked();
    const { decision } = await diagnose({ approval: approval as DiagnoseInput['approval'] });
    expect(decision).toMatchObject({ kind: 'escalate', reason: expect.stringContaining(reason) });
  });

  it('is taken once, although the task that takes it is tried again', async () => {
    const { diagnose, incident } = await asked();
    const approval = { approved: true, by: 'ann' };
    await diagnose({ approval });
    expect((await diagnose({ approval })).decision).toMatchObject(REMEDY);
    const notes = (await incident()).timeline.filter(({ what }) => what === 'note');
    expect(notes).toHaveLength(1);
  });

  it('that comes late starts the wait for a deployment anew', async () => {
    const { diagnose, policy, note, world } = await asked();
    policy({ mode: 'approve', stackName: 'orders-stack' });
    await note({ openedAt: new Date(world.now - 800_000).toISOString() });
    world.stacks.set('orders-stack', 'UPDATE_IN_PROGRESS');
    const approval = { approved: true, by: 'ann' };
    expect((await diagnose({ approval })).decision).toMatchObject({ kind: 'wait' });
    world.now += 299_000;
    expect((await diagnose()).decision).toMatchObject({ kind: 'wait' });
    world.now += 1_000;
    expect((await diagnose()).decision).toMatchObject({ kind: 'escalate' });
  });
});

describe('The share of a storm', () => {
  it.each(['0', '0.3', '1'])('may be %s', (text) => {
    expect(parseStormShare(text)).toBe(Number(text));
  });

  it.each(['', '-1', '1.1', '30 %', 'NaN', '1e-1'])('may not be "%s"', (text) => {
    expect(() => parseStormShare(text)).toThrow(`The storm share is "${text}"; it must be a number from 0 to 1.`);
  });
});
