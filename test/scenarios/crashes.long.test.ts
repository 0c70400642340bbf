import { join } from 'node:path';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { changePolicy, deployFleet, type Fleet } from './support/fleet';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, closedSince, kindsTold, watchMoves } from './support/trouble';

/** The functions on the way from an alarm to its proof, by a part of their names. */
const OF_A_ROLL_BACK = ['OpenIncident', 'Diagnose', 'Preflight', 'MoveAlias', 'Prove', 'Conclude'];
const OF_A_RESET = ['ResetFault', 'PublishVersion'];

/** What the busiest of them makes in one heal, and one more: the last rule hits nothing. */
const MOST_CALLS = 22;

const BUDGET = { attemptsPerIncident: 2, healsPerHour: 60, cooldownSeconds: 0 };

type CrashPoint =
  | 'beforeHandler'
  | 'afterHandler'
  | { readonly afterCall: { service: '*'; operation: '*'; nth: number } };

const after = (nth: number): CrashPoint => ({ afterCall: { service: '*', operation: '*', nth } });

/**
 * The first two runs of every function die, the third gets through: so often the state machine tries. What a crash
 * before the nth call leaves behind is what one after the call before it leaves, so "after" tells both, with the two ends.
 */
const CASES: readonly (readonly [string, readonly CrashPoint[]])[] = [
  ['before it begins and after it has ended', ['beforeHandler', 'afterHandler']],
  ...Array.from({ length: MOST_CALLS / 2 }, (_, index): [string, CrashPoint[]] => {
    const nth = 2 * index + 1;
    return [`after calls ${nth} and ${nth + 1} of AWS`, [after(nth), after(nth + 1)]];
  }),
];

describe('a heal whose every function dies twice', () => {
  const moves = watchMoves();
  let fleet: Fleet;
  let service: ProtectedService;
  let reset: ProtectedService;

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), 2, { observe: moves.observe });
    [service, reset] = fleet.services as [ProtectedService, ProtectedService];
    await changePolicy(service, { budget: BUDGET });
    // Nothing is ever Healthy there, so that there is nothing to roll back to.
    await changePolicy(reset, { budget: BUDGET, attest: { minRequests: 1_000_000, minSeconds: 180 } });
    service.traffic(1);
    await service.pass(61);
    await attestByHand(service);
  });
  afterAll(() => fleet.close());

  async function heals(target: ProtectedService, functions: readonly string[], points: readonly CrashPoint[]) {
    const { faults } = fleet.cloud;
    await target.release({ FAILURE_RATE: '1', RELEASE: JSON.stringify(points) });
    const started = target.clock.now();
    const before = moves.byHealer(target);
    const rules = functions.flatMap((name) =>
      points.map((at) => faults.add({ kind: 'crash', function: name, times: 1, at })),
    );
    const incident = await closedSince(target, started);
    expect(incident).toMatchObject({ status: 'mitigated', verdict: 'Healed', attempts: 1 });
    expect(moves.byHealer(target)).toBe(before + 1);
    expect(await target.liveVersion()).toBe(incident.toVersion);
    expect((await target.get()).status).toBe(200);
    expect(await kindsTold(target)).toContain('healed');
    expect(await target.lease()).not.toHaveProperty('holder');
    const hits = faults.list().filter(({ id }) => rules.includes(id));
    faults.clear();
    return { incident, hits: hits.map((rule) => rule.hits) };
  }

  let last: readonly number[] = [];
  it.each(CASES)('%s ends as one move and one attempt', async (_when, points) => {
    const { incident, hits } = await heals(service, OF_A_ROLL_BACK, points);
    expect(incident.remedy).toBe('roll back');
    if (points.includes('beforeHandler')) expect(hits).toEqual(hits.map(() => 1));
    last = hits.filter((_hit, index) => index % points.length === points.length - 1);
  });

  it('at any call: there are no more than were tried', () => {
    expect(last).toEqual(OF_A_ROLL_BACK.map(() => 0));
  });

  it('in a question to a person as well, whose answer counts once', async () => {
    await changePolicy(service, { mode: 'approve' });
    for (const [, points] of CASES.slice(0, 4)) {
      await service.release({ FAILURE_RATE: '1', RELEASE: `asked ${JSON.stringify(points)}` });
      const started = service.clock.now();
      const before = moves.byHealer(service);
      for (const at of points) fleet.cloud.faults.add({ kind: 'crash', function: 'AskApproval', times: 1, at });
      const taskToken = await service.cloud.waitFor(2, started + 600_000, async () => {
        const [incident] = await service.incidents();
        return (await service.lease()).awaiting === undefined ? undefined : incident?.question?.taskToken;
      });
      // Whatever the function that has died does after the lease is given back, it does within its retries.
      await service.pass(10);
      const [asked] = await service.incidents();
      const answer = new SendTaskSuccessCommand({
        taskToken: asked?.question?.taskToken ?? taskToken,
        output: '{"approved":true,"by":"ana"}',
      });
      await service.stepfunctions.send(answer);
      expect(await closedSince(service, started)).toMatchObject({ status: 'mitigated', attempts: 1 });
      expect(moves.byHealer(service)).toBe(before + 1);
      expect((await kindsTold(service)).filter((kind) => kind === 'healed')).toHaveLength(1);
      fleet.cloud.faults.clear();
    }
    await changePolicy(service, { mode: 'armed' });
  });

  it('in an escalation as well: a person is called, and the target is held', async () => {
    for (const [, points] of CASES.slice(0, 5)) {
      await service.release({ FAILURE_RATE: '1', RELEASE: `escalated ${JSON.stringify(points)}` });
      await changePolicy(service, { budget: { ...BUDGET, healsPerHour: 1 } });
      const started = service.clock.now();
      for (const at of points) fleet.cloud.faults.add({ kind: 'crash', function: 'Escalate', times: 1, at });
      const incident = await closedSince(service, started);
      await service.pass(10);
      expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
      expect(await service.lease()).toMatchObject({ heldBy: incident.incidentId });
      expect(await kindsTold(service)).toContain('escalated');
      expect((await service.executions())[0]?.status).toBe('SUCCEEDED');
      fleet.cloud.faults.clear();
      await changePolicy(service, { budget: BUDGET });
      await service.resume();
      expect(await closedSince(service, service.clock.now())).toMatchObject({ status: 'mitigated' });
      await kindsTold(service);
    }
  });

  it('in a reset as well, and no version is published twice', async () => {
    const traffic = reset.traffic(1);
    for (const [, points] of CASES.slice(0, 4)) {
      const { incident } = await heals(reset, OF_A_RESET, points);
      expect(incident.remedy).toBe('reset fault');
      expect(Number(incident.toVersion)).toBe(Number(incident.fromVersion) + 1);
    }
    traffic.stop();
  });
});
