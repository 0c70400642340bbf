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

describe('heal undo', () => {
  it('puts the alias back, holds the target so that it stays there, and says how to go on', async () => {
    await records.incident();
    await records.unmoved({ incidentId: '20260102T000000000Z-b', status: 'stoodDown' });
    const { exitCode, printed, asked } = await stand.run([
      'undo',
      'api',
      '--by',
      'ada',
      '--reason',
      'it was the network',
    ]);
    expect(exitCode).toBe(0);
    expect(asked).toEqual(['Move alias live of api-function from version 1 back to version 2, and hold api?']);
    expect(await stand.alias()).toEqual({ version: '2', weights: {} });
    const { heldBy, lastActionAt = 0 } = await records.readLease();
    expect(heldBy).toBe(INCIDENT_ID);
    expect(Math.abs(lastActionAt - stand.now)).toBeLessThan(2_000);
    expect(printed).toContain('nothing until you resume it:\nnpm run --silent heal -- resume api');
    expect(printed).not.toContain('Quarantined');
    expect((await records.story()).at(-1)).toBe(
      'Undone by ada (it was the network): moved alias live of api-function from version 1 back to version 2.',
    );
    expect(await records.audit()).toHaveLength(1);
  });

  it('says so when the version is still quarantined', async () => {
    await records.incident();
    await records.enter({ state: 'Quarantined', version: '2', quarantinedAt: 0, incidentId: INCIDENT_ID });
    const { printed } = await stand.run(['undo', 'api']);
    expect(printed).toContain(
      'Version 2 is Quarantined still. If it is innocent:\nnpm run --silent heal -- release api 2 --reason TEXT',
    );
  });

  it('puts weights back', async () => {
    await records.incident({ before: { version: '1', weights: { '2': 0.1 } } });
    await stand.run(['undo', 'api', '--yes']);
    expect(await stand.alias()).toEqual({ version: '1', weights: { '2': 0.1 } });
  });

  it('asks nobody with --yes, and does nothing where nobody can be asked', async () => {
    await records.incident();
    const alone = await stand.run(['undo', 'api'], { confirm: undefined });
    expect(alone).toMatchObject({ exitCode: 1, complained: expect.stringContaining('give --yes') });
    const denied = await stand.run(['undo', 'api'], { confirm: async () => false });
    expect(denied).toMatchObject({ exitCode: 1, complained: 'Nothing was done.' });
    expect(await stand.alias()).toMatchObject({ version: '1' });
    expect(await records.readLease()).not.toHaveProperty('heldBy');
    expect(await stand.run(['undo', 'api', '--yes'], { confirm: undefined })).toMatchObject({ exitCode: 0, asked: [] });
  });

  it('refuses when somebody has moved the alias since, unless it is forced', async () => {
    await records.incident();
    await stand.point('3');
    expect(await stand.run(['undo', 'api'])).toMatchObject({
      exitCode: 1,
      complained: expect.stringContaining('it serves version 3, and the heal left version 1. If you mean it: --force'),
    });
    expect(await stand.alias()).toMatchObject({ version: '3' });
    expect((await stand.run(['undo', 'api', '--force'])).exitCode).toBe(0);
    expect(await stand.alias()).toMatchObject({ version: '2' });
  });

  it('refuses while a heal is at work, or waits for an answer', async () => {
    await records.incident();
    await records.lease({ holder: 'arn', incidentId: INCIDENT_ID });
    expect((await stand.run(['undo', 'api'])).complained).toContain('is being healed');
    await records.lease({ holder: undefined, awaiting: { incidentId: INCIDENT_ID, executionArn: 'arn' } });
    expect((await stand.run(['undo', 'api'])).complained).toContain('waits for an answer: deny it first');
    expect(await stand.alias()).toMatchObject({ version: '1' });
  });

  it('refuses when a heal begins while the operator thinks about it', async () => {
    await records.incident();
    const confirm = async () => {
      await records.lease({ holder: 'arn', incidentId: 'b' });
      return true;
    };
    expect(await stand.run(['undo', 'api'], { confirm })).toMatchObject({
      exitCode: 1,
      complained: 'A heal of api has just begun; nothing was moved.',
    });
    expect(await stand.alias()).toMatchObject({ version: '1' });
  });

  it('gives the hold back when somebody moves the alias in the same moment', async () => {
    await records.incident();
    const confirm = async () => {
      await stand.point('3');
      return true;
    };
    expect(await stand.run(['undo', 'api'], { confirm })).toMatchObject({
      exitCode: 1,
      complained: expect.stringContaining('Somebody has moved alias live in this very moment'),
    });
    expect(await stand.alias()).toMatchObject({ version: '3' });
    expect(await records.readLease()).not.toHaveProperty('heldBy');
  });

  it('knows its own move when the answer was lost, and AWS refuses the second try', async () => {
    await records.incident();
    const refused = Object.assign(new Error('stale'), { name: 'PreconditionFailedException' });
    expect(await stand.runLosingAnswers(['undo', 'api'], refused)).toMatchObject({ exitCode: 0 });
    expect(await stand.alias()).toMatchObject({ version: '2' });
    expect(await records.readLease()).toMatchObject({ heldBy: INCIDENT_ID });
  });

  it('keeps the hold when it is not known what came of the move', async () => {
    await records.incident();
    const run = await stand.runLosingAnswers(['undo', 'api'], new Error('socket hang up'));
    expect(run).toMatchObject({
      exitCode: 1,
      complained: expect.stringMatching(
        /^Whether alias live was moved is not known \(Error: socket hang up\)\. api stays held/,
      ),
    });
    expect(await records.readLease()).toMatchObject({ heldBy: INCIDENT_ID });
  });

  it('leaves the hold of another incident, which is lifted for its own reasons', async () => {
    await records.incident();
    await records.lease({ heldBy: 'another' });
    await stand.run(['undo', 'api']);
    expect(await records.readLease()).toMatchObject({ heldBy: 'another' });
  });

  it.each([
    ['moved nothing', { before: undefined }, 'cannot be undone: it moved nothing'],
    [
      'came from a version that is gone',
      { before: { version: '8', weights: {} } },
      'Version 8 does not exist any more',
    ],
  ])('refuses an incident that %s', async (_what, incident, why) => {
    await records.incident(incident as object);
    expect((await stand.run(['undo', 'api', INCIDENT_ID])).complained).toContain(why);
  });

  it('has nothing to do when the alias is as it was', async () => {
    await records.incident();
    await stand.point('2');
    expect((await stand.run(['undo', 'api'])).printed).toBe(`api is as it was before ${INCIDENT_ID}.`);
    expect(await records.readLease()).not.toHaveProperty('heldBy');
  });

  it('needs an incident that moved something', async () => {
    expect((await stand.run(['undo', 'api'])).complained).toContain('None of the last 50 incidents of api has moved');
  });
});
