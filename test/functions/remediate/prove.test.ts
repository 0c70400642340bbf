import type { IncidentHandle } from '../../../functions/remediate/incident';
import type { ProbeAnswer } from '../../../functions/remediate/ports';
import { makeHandler, type ProveOutput } from '../../../functions/remediate/prove';
import { fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

const HANDLE: IncidentHandle = { targetId: 'orders', incidentId: 'one', executionArn: 'execution', fencingToken: 1 };
const GOOD: ProbeAnswer = { kind: 'answer', ok: true, version: '1', latencyMs: 20, coldStart: false };
const CRASH: ProbeAnswer = { kind: 'brokenOff', why: 'status 500 without x-version' };
const UNREACHABLE: ProbeAnswer = { kind: 'noAnswer', why: 'connect ECONNREFUSED' };

/** Repeats the task as the state machine does, until there is a verdict. @param take how long an answer takes, ms */
async function prove(
  answer: (sent: number) => ProbeAnswer,
  { take = 20, policy = POLICY, record = {}, attempt = 1 } = {},
) {
  const { ports, world, table } = fakePorts();
  await table.insert({ pk: 'TARGET#orders', sk: 'LEASE', holder: 'execution', fencingToken: 1, revision: 1 });
  await table.insert({ pk: 'TARGET#orders', sk: 'INCIDENT#one', ...HANDLE, ...record, timeline: [] });
  world.policies.set('orders', policy);
  const sentAt: number[] = [];
  const longest = { probes: 0, ms: 0 };
  const handler = makeHandler({
    ...ports,
    prober: async () => {
      sentAt.push(world.now);
      world.now += take;
      return answer(sentAt.length);
    },
  });
  const startedAt = world.now;
  let progress: ProveOutput['progress'] | null = null;
  for (let runs = 1; ; runs++) {
    const [before, from] = [sentAt.length, world.now];
    const output: ProveOutput = await handler({ incident: HANDLE, decision: { toVersion: '1', attempt }, progress });
    longest.probes = Math.max(longest.probes, sentAt.length - before);
    longest.ms = Math.max(longest.ms, world.now - from);
    progress = output.progress;
    if (output.verdict !== null) {
      const [incident] = await table.query('TARGET#orders', 'INCIDENT#');
      return {
        ...output,
        runs,
        longest,
        sent: sentAt.length,
        seconds: (world.now - startedAt) / 1000,
        incident,
        world,
        table,
        handler,
      };
    }
    if (runs > 300) throw new Error('No verdict in 300 runs');
    world.now += 1000;
  }
}

describe('A proof', () => {
  it('of a sound service takes one run of 23 probes, in about three seconds', async () => {
    const proof = await prove(() => GOOD);
    expect(proof).toMatchObject({ verdict: 'Healed', runs: 1, sent: 23 });
    expect(proof.seconds).toBeLessThan(3);
    expect(proof.incident).toMatchObject({
      verdict: 'Healed',
      provenAt: expect.any(String),
      timeline: [{ what: 'verdict', text: `Healed: ${proof.reason}`, probes: { sent: 23, successes: 22, warmUps: 1 } }],
    });
  });

  it('outlives one failure, with 14 more probes in a second run', async () => {
    expect(await prove((sent) => (sent === 5 ? { ...GOOD, ok: false } : GOOD))).toMatchObject({
      verdict: 'Healed',
      runs: 2,
      sent: 38,
    });
  });

  it('of a service with answers of two seconds still fits into the window, in runs of a bounded time', async () => {
    const proof = await prove(() => GOOD, { take: 2_000 });
    expect(proof).toMatchObject({ verdict: 'Healed', sent: 23 });
    expect(proof.longest.ms).toBeLessThan(15_000);
  });

  it('is refuted by a service that crashes on every request, once the move must have arrived', async () => {
    const proof = await prove(() => CRASH);
    expect(proof).toMatchObject({ verdict: 'NotHealed', sent: 7 });
    expect(proof.seconds).toBeLessThan(10);
    expect(proof.incident).not.toHaveProperty('provenAt');
  });

  it('is refuted by a service that hangs: each probe takes its five seconds', async () => {
    const proof = await prove(() => CRASH, { take: 5_000 });
    expect(proof).toMatchObject({ verdict: 'NotHealed', sent: 3 });
    expect(proof.longest.ms).toBeLessThanOrEqual(15_000);
  });

  it('does not favour a service that crashes now and then, though a crash names no version', async () => {
    const proof = await prove((sent) => (sent % 3 === 0 ? CRASH : GOOD));
    expect(proof.verdict).toBe('NotHealed');
    expect(proof.sent).toBeLessThanOrEqual(9);
  });

  it.each([
    ['nobody is reached', UNREACHABLE],
    ['another version answers', { ...GOOD, version: '2' }],
  ])('is Inconclusive at the end of the window when %s, with a probe a second', async (_when, answer) => {
    const proof = await prove(() => answer);
    expect(proof.verdict).toBe('Inconclusive');
    expect(proof.seconds).toBeGreaterThanOrEqual(POLICY.prove.windowSeconds);
    expect(proof.sent).toBeLessThanOrEqual(POLICY.prove.windowSeconds + 1);
  });

  it('sends 200 probes at most, never more than 25 in a run', async () => {
    // Two failures in 29: the ratio keeps to the middle between the bounds.
    const proof = await prove((sent) => (sent % 29 === 5 || sent % 29 === 20 ? { ...GOOD, ok: false } : GOOD));
    expect(proof).toMatchObject({ verdict: 'Inconclusive', sent: 200, longest: { probes: 25 } });
    expect(proof.seconds).toBeLessThan(60);
  });

  it('counts slow answers as failures on request, but not that of a cold start', async () => {
    const policy = { ...POLICY, prove: { ...POLICY.prove, latencyMs: 1_000 } };
    const slow: ProbeAnswer = { ...GOOD, latencyMs: 1_200 };
    expect(await prove(() => slow, { take: 1_200 })).toMatchObject({ verdict: 'Healed' });
    expect(await prove(() => slow, { take: 1_200, policy })).toMatchObject({ verdict: 'NotHealed', sent: 3 });
    const coldFirst = await prove((sent) => (sent <= 2 ? { ...slow, coldStart: true } : GOOD), { policy });
    expect(coldFirst).toMatchObject({ verdict: 'Healed', sent: 24 });
    expect((await prove(() => ({ ...slow, coldStart: true }), { policy })).verdict).toBe('Inconclusive');
  });

  it('is counted by its verdict', async () => {
    expect((await prove(() => GOOD)).world.counted).toEqual(['healed 1']);
    expect((await prove(() => CRASH)).world.counted).toEqual(['notHealed 1']);
    expect((await prove(() => UNREACHABLE)).world.counted).toEqual(['inconclusive 1']);
  });

  it('that is repeated, because its answer was lost, gives the verdict on record without a probe', async () => {
    for (const answer of [GOOD, CRASH]) {
      const { handler, verdict, reason, sent, world, table } = await prove(() => answer);
      const again = await handler({ incident: HANDLE, decision: { toVersion: '1', attempt: 1 }, progress: null });
      expect(again).toMatchObject({ verdict, reason });
      const [incident] = await table.query('TARGET#orders', 'INCIDENT#');
      expect(incident?.timeline).toHaveLength(1);
      expect(world.counted).toHaveLength(1);
      expect(sent).toBeGreaterThan(0);
    }
  });

  it('of the next attempt, or by another holder of the lease, is one of its own', async () => {
    const { handler, table, world } = await prove(() => GOOD);
    await handler({ incident: HANDLE, decision: { toVersion: '1', attempt: 2 }, progress: null });
    await table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { fencingToken: 2 } });
    const next = { ...HANDLE, fencingToken: 2 };
    await handler({ incident: next, decision: { toVersion: '1', attempt: 1 }, progress: null });
    expect(world.counted).toEqual(['healed 1', 'healed 1', 'healed 1']);
  });

  it('says which version is proven, whatever was decided before', async () => {
    expect((await prove(() => GOOD, { record: { toVersion: '7' } })).incident).toMatchObject({ toVersion: '1' });
  });

  it('ends an attempt that it refutes, and keeps one that it proves until that is concluded', async () => {
    const record = { attempts: 1, acting: { attempt: 1, toVersion: '1', revisionId: 'r', triedBefore: [] } };
    expect((await prove(() => CRASH, { record })).incident).not.toHaveProperty('acting');
    expect((await prove(() => GOOD, { record })).incident).toMatchObject({ acting: { attempt: 1 } });
  });

  it('without a remedy costs an attempt when it fails, and none when it succeeds', async () => {
    const without = { record: { attempts: 1 }, attempt: 2 };
    expect((await prove(() => CRASH, without)).incident).toMatchObject({ attempts: 2 });
    expect((await prove(() => UNREACHABLE, without)).incident).toMatchObject({ attempts: 2 });
    expect((await prove(() => GOOD, without)).incident).toMatchObject({ attempts: 1 });
  });
});
