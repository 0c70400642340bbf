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

const minutes = (count: number): number => stand.now + count * 60_000;
const healthy = (version: string, requests = 40) =>
  ({
    state: 'Healthy',
    version,
    since: Date.UTC(2026, 0, 1),
    healthyAt: Date.UTC(2026, 0, 1, 0, 5),
    rule: 'traffic',
    requests,
    errors: 0,
    p95Ms: 12,
  }) as const;

describe('heal status', () => {
  it('shows all targets, a line each, with what calls for a person in capitals', async () => {
    await records.enter(healthy('1'));
    await records.enter(healthy('2'));
    await records.lease({ heldBy: INCIDENT_ID });
    await stand.point('1', { '2': 0.1 });
    await stand.ring('ALARM');
    const { printed } = await stand.run(['status']);
    expect(printed.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['TARGET', 'MODE', 'LIVE', 'NOW'],
      ['api', 'armed', '1 Healthy + 2 at 10 %', 'HELD, ALARM 1'],
      ['orders', 'armed', '1 unknown + 2 at 10 %', 'unprotected'],
    ]);
    await stand.ring('OK');
  });

  it('shows all of one target on one screen, no wider than a telephone', async () => {
    await records.enter(healthy('1'));
    await records.enter({ ...healthy('2'), barrier: 'new schema' });
    await records.incident({ status: 'escalated', closedAt: '2026-01-01T00:00:08.000Z' });
    await records.lease({ heldBy: INCIDENT_ID, incidentId: INCIDENT_ID, cooldownUntil: minutes(4) });
    await stand.run(['mode', 'api', 'shadow', '--for', '2h', '--reason', 'on trial', '--by', 'ada']);
    const { printed, exitCode } = await stand.run(['status', 'api']);
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^mode {6}shadow until 2026-01-01 02:\d\d:\d\dZ, ordered by ada$/m);
    expect(printed.replace(/\s+/g, ' ')).toContain('its policy says armed');
    expect(printed).toMatch(/^live {6}version 1, Healthy$/m);
    expect(printed).toMatch(/^back to {3}version 2; not past version 2 \(new schema\)$/m);
    expect(printed).toMatch(/^cooldown {2}for 4 min more$/m);
    expect(printed.replace(/\s+/g, ' ')).toContain(
      `held by incident ${INCIDENT_ID}, until you resume it: npm run --silent heal -- resume api`,
    );
    expect(printed.split('\n').length).toBeLessThanOrEqual(24);
    expect(Math.max(...printed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('says so when there is nothing to roll back to', async () => {
    expect((await stand.run(['status', 'api'])).printed).toContain('nothing, UNPROTECTED: no version is Healthy');
    await records.enter(healthy('1'));
    expect((await stand.run(['status', 'api'])).printed.replace(/\s+/g, ' ')).toContain(
      'nothing: the live version is the only one that is Healthy',
    );
    expect(await stand.json('status', 'api')).toMatchObject({ protected: true, backTo: [] });
  });

  it('does not count a version beyond a barrier', async () => {
    await records.enter(healthy('1'));
    await records.enter({ state: 'Baking', version: '2', since: 0, seenAt: 0, barrier: 'new schema' });
    expect(await stand.json('status', 'api')).toMatchObject({ protected: false, backTo: [] });
  });

  it('shows the question, and never its token', async () => {
    const remedy = { kind: 'rollBack', fromVersion: '2', toVersion: '1' };
    const question = { taskToken: 'secret', askedAt: '2026-01-01T00:00:00Z', deadline: '2026-01-01T00:15:00Z', remedy };
    await records.incident({ status: 'open', question });
    await records.lease({ awaiting: { incidentId: INCIDENT_ID, executionArn: 'arn' } });
    const { printed } = await stand.run(['status', 'api']);
    expect(printed.replace(/\s+/g, ' ')).toContain(
      'asks you may the healer roll back from version 2 to version 1? Until 2026-01-01 00:15:00Z:',
    );
    for (const words of [
      ['status', 'api'],
      ['incident', 'api'],
      ['incidents', 'api'],
    ]) {
      const data = JSON.stringify(await stand.json(...words));
      expect(data).toContain('2026-01-01T00:15:00Z');
      expect(data).not.toContain('secret');
    }
  });

  it('calls an order that has run out by its name', async () => {
    await stand.run(['pause', 'api', '--for', '1m', '--reason', 'x', '--by', 'ada']);
    await stand.pass(120);
    const { printed } = await stand.run(['status', 'api']);
    expect(printed).toMatch(/^mode +armed \(an order of ada ended 2026-/m);
    expect(await stand.json('status', 'api')).toMatchObject({ mode: 'armed', order: { mode: 'paused', by: 'ada' } });
  });

  it('tells of a storm, from four failing targets on', async () => {
    for (const targetId of ['a', 'b', 'c', 'd']) {
      expect((await stand.run(['status'])).printed).not.toContain('failed within five minutes');
      await stand.table.insert({ pk: 'FLEET', sk: `OPEN#${targetId}`, targetId, incidentId: 'x', at: stand.now });
    }
    expect((await stand.run(['status'])).printed).toContain('4 of 2 targets have failed within five minutes');
  });

  it('shows the others when the policy of one is broken', async () => {
    await stand.put('broken', '{"targetId":"broken"}');
    const { exitCode, printed } = await stand.run(['status']);
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^broken +\? +\? +BROKEN POLICY$/m);
    expect(printed).toMatch(/^orders +armed/m);
    const alone = await stand.run(['status', 'broken']);
    expect(alone).toMatchObject({ exitCode: 1, complained: expect.stringContaining('policy.functionName is missing') });
    await stand.register({ ...POLICY, targetId: 'broken' });
  });

  it('names the targets there are when asked for another', async () => {
    expect(await stand.run(['status', 'paiments'])).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/^There is no target "paiments" in dev; there are: api, .*orders\.$/),
    });
  });

  it('says what to check when there is no healer', async () => {
    expect(await stand.run(['status', '--env', 'prod'])).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(/^There is no stack SelfHealing-prod-healer .* Check --env/),
    });
  });
});

describe('heal incidents', () => {
  it('lists the newest first, with outcome and reason', async () => {
    await records.incident();
    await records.incident({ incidentId: '20260102T000000000Z-b', status: 'stoodDown', reason: 'An echo.' });
    const { printed } = await stand.run(['incidents', 'api']);
    expect(printed.split('\n')).toEqual([
      '2026-01-01 00:00:00Z  stoodDown',
      '  roll back, 2 -> 1, Healed, 7.6 s after the alarm',
      '  An echo.',
      '  20260102T000000000Z-b',
      '',
      '2026-01-01 00:00:00Z  mitigated',
      '  roll back, 2 -> 1, Healed, 7.6 s after the alarm',
      '  Roll back from version 2 to 1, which was attested on 40',
      '  requests.',
      `  ${INCIDENT_ID}`,
    ]);
    expect(await stand.json('incidents', 'api', '--limit', '1')).toHaveLength(1);
  });

  it('says so when there was none', async () => {
    expect((await stand.run(['incidents', 'api'])).printed).toBe('api has had no incident.');
  });
});

describe('heal incident', () => {
  it('tells the whole story: why, what was done, how long it took, whether it can be undone', async () => {
    const remedy = { kind: 'rollBack', fromVersion: '2', toVersion: '1' };
    await records.incident({ approval: { answer: 'approved', by: 'ada', note: 'go on', remedy } });
    const { printed } = await stand.run(['incident', 'api']);
    expect(printed).toMatch(/^times +decide 1.2 s, act 2.3 s, prove 4.1 s$/m);
    expect(printed).toMatch(/^answer +approved by ada \("go on"\)$/m);
    expect(printed).toMatch(/^before +version 2$/m);
    expect(printed.replace(/\s+/g, ' ')).toContain(`undo possible: npm run --silent heal -- undo api ${INCIDENT_ID}`);
    expect(printed).toContain('2026-01-01 00:00:07Z  verdict\n  Healed: 22 of 22 probes.');
  });

  it.each([
    ['2', 'nothing to do: the alias is as it was before'],
    ['3', 'only by force: the alias has been moved since'],
  ])('says what an undo would come to with the alias at version %s', async (version, text) => {
    await records.incident();
    await stand.point(version);
    expect((await stand.run(['incident', 'api', INCIDENT_ID])).printed.replace(/\s+/g, ' ')).toContain(text);
  });

  it('shows a record that holds next to nothing', async () => {
    await stand.table.insert({ pk: 'TARGET#api', sk: 'INCIDENT#x', incidentId: 'x' });
    expect(await stand.run(['incident', 'api', 'x'])).toMatchObject({ exitCode: 0 });
  });

  it('knows which there are', async () => {
    expect(await stand.run(['incident', 'api', 'y'])).toMatchObject({
      exitCode: 1,
      complained: 'There is no incident y of api on record.',
    });
    expect(await stand.run(['incident', 'api'])).toMatchObject({ exitCode: 0, printed: 'api has had no incident.' });
  });
});

describe('heal ledger', () => {
  it('shows every version that exists or is known, newest first, with its evidence', async () => {
    await records.enter({ ...healthy('1'), barrier: 'new schema' });
    await records.enter({ state: 'Quarantined', version: '2', quarantinedAt: Date.UTC(2026, 0, 1), incidentId: 'a' });
    await records.enter({ state: 'Baking', version: '9', since: 0, seenAt: 60_000, redeployOf: '2' });
    const { printed } = await stand.run(['ledger', 'api']);
    expect(printed.split('\n')).toEqual([
      '9    Baking, deleted',
      '     since 1970-01-01 00:00:00Z, last seen 1970-01-01',
      '     00:01:00Z',
      '     redeploys version 2, which is quarantined',
      '3    unknown',
      '2    Quarantined',
      '     since 2026-01-01 00:00:00Z, by incident a',
      '1    Healthy, live',
      '     since 2026-01-01 00:05:00Z, attested on 40 requests',
      '     with 0 errors, p95 12 ms',
      '     no rollback past it: new schema',
    ]);
    expect(await stand.json('ledger', 'api')).toContainEqual({
      version: '1',
      live: true,
      weight: null,
      exists: true,
      entry: expect.objectContaining({
        state: 'Healthy',
        healthyAt: '2026-01-01T00:05:00.000Z',
        barrier: 'new schema',
      }),
    });
  });
});
