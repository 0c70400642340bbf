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

/** The healer asks, and waits. @returns the execution that does */
async function question(minutes = 10): Promise<string> {
  const remedy = { kind: 'rollBack', fromVersion: '2', toVersion: '1' };
  await records.incident({
    status: 'open',
    reason: 'Roll back: 12 of 40 requests failed.',
    question: {
      taskToken: '',
      askedAt: new Date(stand.now).toISOString(),
      deadline: new Date(stand.now + minutes * 60_000).toISOString(),
      remedy,
    },
  });
  await records.lease({ awaiting: { incidentId: INCIDENT_ID, executionArn: 'arn' } });
  return stand.ask();
}

describe('heal approve and heal deny', () => {
  it('show the remedy, ask, and give the answer to the execution that waits', async () => {
    const execution = await question();
    const { exitCode, asked, printed } = await stand.run(['approve', 'api', '--note', 'go on', '--by', 'ada']);
    expect(exitCode).toBe(0);
    expect(asked).toEqual([
      expect.stringMatching(
        /: Roll back: 12 of 40 requests failed\.\nApprove: roll back from version 2 to version 1\? \(10 min left\)$/,
      ),
    ]);
    expect(printed).toContain('Approved by ada ("go on"): roll back from version 2 to version 1.');
    expect(await stand.execution(execution)).toEqual({
      status: 'SUCCEEDED',
      output: { approved: true, by: 'ada', note: 'go on' },
    });
    expect(await records.audit()).toMatchObject([{ by: 'ada', reason: 'go on' }]);
  });

  it('say no as well', async () => {
    const execution = await question();
    await stand.run(['deny', 'api', '--yes']);
    expect(await stand.execution(execution)).toMatchObject({ output: { approved: false, by: 'operator', note: '' } });
  });

  it('answer nothing when the operator thinks better of it', async () => {
    const execution = await question();
    expect((await stand.run(['approve', 'api'], { confirm: async () => false })).exitCode).toBe(1);
    expect(await stand.execution(execution)).toMatchObject({ status: 'RUNNING' });
  });

  it('say so when nothing is asked', async () => {
    expect(await stand.run(['approve', 'api'])).toMatchObject({
      exitCode: 1,
      complained: expect.stringContaining('api asks nothing: see\nnpm run --silent heal -- status api'),
    });
  });

  it('say so when somebody else has answered', async () => {
    await question();
    await stand.run(['deny', 'api', '--yes']);
    await stand.pass(1);
    expect(await stand.run(['approve', 'api', '--yes'])).toMatchObject({
      exitCode: 1,
      complained: expect.stringContaining(`The question of incident ${INCIDENT_ID} is not open any more`),
    });
  });

  it.each([
    ['by the deadline on record', 5],
    ['by Step Functions alone', 60],
  ])('say so when the time is up, %s', async (_how, minutes) => {
    await question(minutes);
    await stand.pass(900);
    const { exitCode, complained, asked } = await stand.run(['approve', 'api']);
    expect({ exitCode, complained }).toEqual({
      exitCode: 1,
      complained: expect.stringContaining('is not open any more'),
    });
    expect(asked).toHaveLength(minutes === 5 ? 0 : 1);
  });
});
