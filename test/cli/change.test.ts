import { modeNow } from '../../functions/remediate/core/mode';
import { stormRecords } from '../../functions/remediate/storm-record';
import { POLICY } from '../functions/remediate/support/policy';
import { healerRecords, INCIDENT_ID } from './support/records';
import { Stand } from './support/stand';

let stand: Stand;
let records: ReturnType<typeof healerRecords>;
beforeAll(async () => {
  stand = await Stand.open();
  records = healerRecords(stand.table);
});
beforeEach(() => stand.reset());
afterAll(() => stand.close());

const BAKING = { state: 'Baking', version: '2', since: 0, seenAt: 0 } as const;
const QUARANTINED = { state: 'Quarantined', version: '2', quarantinedAt: 0, incidentId: INCIDENT_ID } as const;

describe('heal pause and heal mode', () => {
  it('give an order that the healer obeys until its time is over, by the clock of AWS', async () => {
    const before = stand.now;
    const { printed } = await stand.run(['pause', 'api', '--for', '2h', '--reason', 'release night', '--by', 'ada']);
    expect(printed).toMatch(/^api is paused until 2026-01-01 .* \(2 h\), by ada\./);
    const order = await records.order();
    expect(order).toMatchObject({ mode: 'paused', by: 'ada', reason: 'release night' });
    expect(Math.abs((order?.until ?? 0) - before - 7_200_000)).toBeLessThan(2_000);
    expect(modeNow('armed', order, before)).toBe('paused');
    expect(modeNow('armed', order, before + 7_202_000)).toBe('armed');
  });

  it('until they are lifted, when no time is given', async () => {
    await stand.run(['mode', 'api', 'approve', '--reason', 'new team']);
    expect(await records.order()).toMatchObject({ mode: 'approve' });
    expect(await records.order()).not.toHaveProperty('until');
  });

  it('name the caller of AWS when nobody is named, and say what order they replace', async () => {
    await stand.run(['pause', 'api', '--reason', 'one', '--by', 'ada']);
    const { printed } = await stand.run(['mode', 'api', 'shadow', '--reason', 'two', '--until', '2027-01-01T00:00Z']);
    expect(printed).toContain('api is shadow until 2027-01-01 00:00:00Z');
    expect(printed).toContain('In place of: paused by ada (one).');
    expect(await records.order()).toMatchObject({ by: 'operator', until: Date.UTC(2027, 0, 1) });
  });

  it('are refused for a time that is past, and for a target that is none', async () => {
    const past = await stand.run(['pause', 'api', '--until', '2025-12-31T23:59Z', '--reason', 'x']);
    expect(past).toMatchObject({ exitCode: 1, complained: expect.stringContaining('2025-12-31 23:59:00Z is past') });
    expect((await stand.run(['pause', 'paiments', '--reason', 'x'])).exitCode).toBe(1);
    expect([await records.order(), await records.order('paiments')]).toEqual([undefined, undefined]);
  });

  it('are on the story of the incident that is going on, and on record', async () => {
    await records.incident({ status: 'open' });
    await records.lease({ holder: 'arn', incidentId: INCIDENT_ID });
    await stand.run(['pause', 'api', '--reason', 'it does harm', '--by', 'ada']);
    expect((await records.story()).at(-1)).toBe('Ordered paused by ada until it is lifted: it does harm');
    expect(await records.audit()).toEqual([
      { by: 'ada', command: "pause api --reason 'it does harm' --by ada", reason: 'it does harm' },
    ]);
  });

  it('reach a target whose policy cannot be read', async () => {
    await stand.put('api', '{}');
    expect((await stand.run(['pause', 'api', '--reason', 'x'])).exitCode).toBe(0);
    await stand.register({ ...POLICY, targetId: 'api' });
  });
});

describe('heal resume', () => {
  const hold = (targetId = 'api') => records.lease({ heldBy: INCIDENT_ID, incidentId: INCIDENT_ID }, targetId);

  it('lifts the hold and the order, and says both', async () => {
    await records.incident({ status: 'escalated' });
    await hold();
    await stand.run(['pause', 'api', '--reason', 'x', '--by', 'ada']);
    const before = await records.readLease();
    const { printed } = await stand.run(['resume', 'api', '--reason', 'mended', '--by', 'bob']);
    expect(printed).toBe(
      `api: lifted the hold of incident ${INCIDENT_ID} and the order "paused" of ada (x); it is armed now.`,
    );
    expect(await records.order()).toBeUndefined();
    expect(await records.readLease()).toEqual({ ...before, heldBy: undefined, revision: before.revision + 1 });
    expect((await records.story()).at(-1)).toBe('Resumed by bob: mended');
  });

  it('says when there is nothing to lift, and leaves no trace', async () => {
    expect((await stand.run(['resume', 'api'])).printed).toBe('api: nothing to lift; it is armed now.');
    expect(await records.audit()).toEqual([]);
  });

  it('says when an answer is still waited for', async () => {
    await records.lease({ awaiting: { incidentId: INCIDENT_ID, executionArn: 'arn' } });
    expect((await stand.run(['resume', 'api'])).printed).toContain(`Incident ${INCIDENT_ID} waits for an answer`);
  });

  it('makes the next storm news again when the holds of all targets are lifted, and only then', async () => {
    const storms = stormRecords(stand.table);
    await hold('api');
    await storms.join(1_000_000, INCIDENT_ID);
    await stand.run(['resume', 'api']);
    expect(await storms.isOn(1_000_001)).toBe(true);
    await stand.run(['resume', '--all']);
    expect(await storms.isOn(1_000_001)).toBe(false);
  });

  it('lifts the holds of all targets after a storm, and leaves the orders, which were meant', async () => {
    await hold('api');
    await hold('orders');
    await stand.run(['mode', 'orders', 'shadow', '--reason', 'on trial', '--by', 'ada']);
    const { printed } = await stand.run(['resume', '--all']);
    expect(printed).toContain(`api: lifted the hold of incident ${INCIDENT_ID}; it is armed now.`);
    expect(printed).toContain(`orders: lifted the hold of incident ${INCIDENT_ID}; it is shadow now.`);
    expect(printed).toContain('The order "shadow" of ada stays (on trial)');
    expect([(await records.readLease('api')).heldBy, (await records.readLease('orders')).heldBy]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await records.order('orders')).toMatchObject({ mode: 'shadow' });
    await stand.run(['resume', '--all', '--orders']);
    expect(await records.order('orders')).toBeUndefined();
    expect((await stand.run(['resume', '--all'])).printed).toContain('Nothing to lift');
  });
});

describe('heal attest', () => {
  it('makes a version Healthy on the word of an operator, and keeps its barrier', async () => {
    await records.enter({ ...BAKING, barrier: 'new schema' });
    const run = await stand.run(['attest', 'api', '2', '--reason', 'quiet service', '--by', 'ada']);
    expect(run).toMatchObject({ exitCode: 0, printed: expect.stringContaining('Version 2 of api is Healthy') });
    expect(await records.version('2')).toEqual({
      state: 'Healthy',
      version: '2',
      codeSha256: expect.stringMatching(/=$/),
      since: 0,
      healthyAt: expect.any(Number),
      rule: 'operator',
      requests: 0,
      errors: 0,
      p95Ms: null,
      by: 'ada',
      reason: 'quiet service',
      barrier: 'new schema',
    });
    expect(await records.audit()).toMatchObject([{ by: 'ada', reason: 'quiet service' }]);
    expect(await stand.json('status', 'api')).toMatchObject({ protected: true, backTo: ['2'] });
  });

  it('takes a version that the patrol has never seen', async () => {
    await stand.run(['attest', 'api', '1', '--reason', 'x']);
    expect(await records.version('1')).toMatchObject({ state: 'Healthy', rule: 'operator' });
  });

  it('changes nothing about one that is Healthy', async () => {
    const healthy = {
      ...BAKING,
      state: 'Healthy',
      healthyAt: 0,
      rule: 'traffic',
      requests: 40,
      errors: 1,
      p95Ms: 9,
    } as const;
    await records.enter(healthy);
    const { printed } = await stand.run(['attest', 'api', '2', '--reason', 'x']);
    expect(printed).toBe('Version 2 of api is Healthy already: attested on 40 requests with 1 errors.');
    expect(await records.version('2')).toEqual(healthy);
  });

  it.each([
    ['4', 'Function api-function has no version 4.'],
    ['3', 'Version 3 carries an injected fault: FAILURE_RATE=1.'],
    ['2', `Version 2 is quarantined by incident ${INCIDENT_ID}. If it is innocent:`],
    ['1', 'Version 1 redeploys version 2, which is quarantined by incident'],
  ])('refuses version %s: %s', async (version, why) => {
    await records.enter(QUARANTINED);
    await records.enter({ ...BAKING, version: '1', redeployOf: '2' });
    const before = await records.version(version);
    const { exitCode, complained } = await stand.run(['attest', 'api', version, '--reason', 'x']);
    expect({ exitCode, complained }).toEqual({ exitCode: 1, complained: expect.stringContaining(why) });
    expect(await records.version(version)).toEqual(before);
    expect(await records.audit()).toEqual([]);
  });
});

describe('heal release', () => {
  it('lets a quarantined version bake anew, keeps its barrier, and tells the incident', async () => {
    await records.incident();
    await records.enter({ ...QUARANTINED, barrier: 'new schema' });
    await records.enter({ ...BAKING, version: '3', redeployOf: '2' });
    const { printed } = await stand.run(['release', 'api', '2', '--reason', 'a dependency was down', '--by', 'ada']);
    expect(printed).toContain(`incident ${INCIDENT_ID} counts no more against it`);
    expect(printed).toContain('So is what redeploys it: version 3.');
    expect(await records.version('2')).toEqual({
      state: 'Baking',
      version: '2',
      since: expect.any(Number),
      seenAt: expect.any(Number),
      barrier: 'new schema',
    });
    expect((await records.story()).at(-1)).toBe('Version 2 released by ada: a dependency was down');
    expect((await stand.run(['attest', 'api', '2', '--reason', 'x'])).exitCode).toBe(0);
  });

  it('frees one redeploy of a quarantined version, and not that version', async () => {
    await records.enter(QUARANTINED);
    await records.enter({ ...BAKING, version: '1', redeployOf: '2' });
    await stand.run(['release', 'api', '1', '--reason', 'x']);
    expect(await records.version('1')).not.toHaveProperty('redeployOf');
    expect(await records.version('2')).toEqual(QUARANTINED);
  });

  it.each([
    ['2', 'version 2 of api is Baking'],
    ['7', 'version 7 of api is not in the ledger'],
  ])('has nothing to do for version %s', async (version, text) => {
    await records.enter(BAKING);
    const { exitCode, printed } = await stand.run(['release', 'api', version, '--reason', 'x']);
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: `Nothing to release: ${text}.` });
    expect(await records.audit()).toEqual([]);
  });
});

describe('heal barrier', () => {
  it('marks a version in whatever state, and takes the mark away', async () => {
    await records.enter(QUARANTINED);
    await stand.run(['barrier', 'api', '2', '--reason', 'new schema']);
    expect(await records.version('2')).toEqual({ ...QUARANTINED, barrier: 'new schema' });
    await stand.run(['barrier', 'api', '2', '--remove']);
    expect(await records.version('2')).toEqual(QUARANTINED);
    expect(await records.audit()).toHaveLength(2);
  });

  it('makes an entry for a version that the patrol has not seen, if it exists', async () => {
    await stand.run(['barrier', 'api', '2', '--reason', 'new schema']);
    expect(await records.version('2')).toMatchObject({ state: 'Baking', barrier: 'new schema' });
    expect(await stand.run(['barrier', 'api', '20', '--reason', 'new schema'])).toMatchObject({
      exitCode: 1,
      complained: 'Function api-function has no version 20.',
    });
  });

  it('has nothing to remove where there is none', async () => {
    expect((await stand.run(['barrier', 'api', '2', '--remove'])).printed).toBe('Version 2 of api has no barrier.');
  });
});

describe('heal audit', () => {
  it('lists who did what and why, newest first, and not who found nothing to do', async () => {
    await stand.run(['barrier', 'api', '1', '--reason', 'new schema', '--by', 'ada']);
    await stand.run(['resume', 'api', '--by', 'bob']);
    await stand.pass(60);
    await stand.run(['pause', 'api', '--reason', 'x', '--by', 'bob']);
    const lines = (await stand.run(['audit', 'api'])).printed.split('\n');
    expect(lines.filter((line) => line.startsWith('2026-'))).toEqual([
      expect.stringMatching(/Z {2}bob$/),
      expect.stringMatching(/Z {2}ada$/),
    ]);
    expect(lines).toContain("  heal barrier api 1 --reason 'new schema' --by ada");
    expect((await stand.run(['audit', 'orders'])).printed).toBe('No operator has changed anything at orders.');
  });
});
