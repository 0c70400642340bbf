import type { ProbeAnswer } from '../../../functions/remediate/ports';
import { makeHandler } from '../../../functions/remediate/preflight';
import { fakePorts, named } from './support/fakes';
import { POLICY } from './support/policy';

const incident = { targetId: 'orders', incidentId: 'one', executionArn: 'execution', fencingToken: 1 };
const GOOD: ProbeAnswer = { kind: 'answer', ok: true, version: '1', latencyMs: 20, coldStart: false };
const BAD: ProbeAnswer = { ...GOOD, ok: false };
const HUNG: ProbeAnswer = { kind: 'brokenOff', why: 'no answer within 5000 ms' };

async function tried(answers: ProbeAnswer[], policy = POLICY) {
  const { ports, world, table } = fakePorts();
  await table.insert({ pk: 'TARGET#orders', sk: 'LEASE', holder: 'execution', fencingToken: 1, revision: 1 });
  await table.insert({ pk: 'TARGET#orders', sk: 'INCIDENT#one', targetId: 'orders', incidentId: 'one', timeline: [] });
  world.policies.set('orders', policy);
  let sent = 0;
  world.preflight = () => answers[sent++ % answers.length] ?? GOOD;
  const run = () => makeHandler(ports)({ incident, decision: { toVersion: '1' } });
  const output = await run();
  return { output, run, sent, world, ports, record: () => table.get({ pk: 'TARGET#orders', sk: 'INCIDENT#one' }) };
}

describe('A candidate', () => {
  it.each<[string, ProbeAnswer[], boolean, number, string]>([
    ['passes with five good answers', [GOOD], true, 5, 'failed 0 of 5 times.'],
    ['fails with the first two bad ones', [BAD], false, 2, 'failed 2 of 2 times.'],
    ['fails when it hangs', [HUNG], false, 2, 'failed 2 of 2 times.'],
    ['passes with one bad answer of five', [BAD, GOOD, GOOD, GOOD, GOOD], true, 5, 'failed 1 of 5 times.'],
    ['fails with a second bad one later', [BAD, GOOD, GOOD, BAD], false, 4, 'failed 2 of 4 times.'],
  ])('%s', async (_what, answers, passed, sent, words) => {
    const { output, record, ...tries } = await tried(answers);
    const reason = `Invoked directly, version 1 ${words}`;
    expect(output).toEqual({ passed, reason });
    expect(tries.sent).toBe(sent);
    expect(await record()).toMatchObject({
      preflights: [{ version: '1', passed, reason }],
      timeline: [{ what: 'evidence', text: reason, passed }],
    });
  });

  it('is too slow where speed is judged, cold starts apart', async () => {
    const policy = { ...POLICY, prove: { ...POLICY.prove, latencyMs: 1_000 } };
    const slow = { ...GOOD, latencyMs: 3_000 };
    expect((await tried([slow])).output.passed).toBe(true);
    const { output } = await tried([{ ...slow, coldStart: true }, slow], policy);
    expect(output).toMatchObject({ passed: false, reason: expect.stringContaining('2 of them by being too slow') });
    expect((await tried([{ ...slow, coldStart: true }, GOOD], policy)).output.passed).toBe(true);
  });

  it('passes untried where the policy has nothing to try it with', async () => {
    const { output, sent, record } = await tried([BAD], { ...POLICY, preflight: null });
    expect(output).toMatchObject({ passed: true, reason: expect.stringContaining('was not tried') });
    expect(sent).toBe(0);
    expect(await record()).not.toHaveProperty('preflights');
  });

  it('that is tried again has one word on record: the last', async () => {
    const { run, record, world } = await tried([BAD]);
    world.preflight = () => GOOD;
    await run();
    expect(await record()).toMatchObject({ preflights: [{ version: '1', passed: true }] });
  });

  it('is not judged by what keeps Lambda from running it', async () => {
    const { ports, record } = await tried([GOOD]);
    const preflight = async () => {
      throw named('TooManyRequestsException', 'Rate Exceeded.');
    };
    const run = makeHandler({ ...ports, preflight });
    await expect(run({ incident, decision: { toVersion: '3' } })).rejects.toThrow('Rate Exceeded.');
    expect(await record()).toMatchObject({ preflights: [{ version: '1' }] });
  });
});
