import type { Ports } from '../../functions/remediate/ports';
import { DIED, dyingAfter } from '../functions/remediate/support/crash';
import { alarmEvent, POLICY } from '../functions/remediate/support/policy';
import {
  badDeployment,
  FAULT,
  healTasks,
  type Scene,
  scene,
  type TaskName,
} from '../functions/remediate/support/scene';
import { Ended, EXECUTION } from '../functions/remediate/support/walk';

type Task = (input: unknown) => Promise<unknown>;

/** More than any task changes. */
const NEVER = 100;

/** Two remedies; all that they change, once. */
const REMEDIES: Record<string, { tasks: TaskName[]; arrange: () => Promise<Scene>; once: readonly string[] }> = {
  'a roll back': {
    tasks: ['OpenIncident', 'Diagnose', 'Preflight', 'MoveAlias', 'Prove', 'Conclude'],
    arrange: badDeployment,
    once: ['moveAlias'],
  },
  'a reset': {
    tasks: ['OpenIncident', 'Diagnose', 'ResetFault', 'PublishVersion', 'Preflight', 'MoveAlias', 'Prove', 'Conclude'],
    arrange: async () => {
      const here = scene();
      here.lambda.deploy(FAULT);
      return here;
    },
    once: ['replaceVariables', 'moveAlias'],
  },
};

/** The task's first run dies after its n-th change, or, when it has not so many, at its end. */
function dies(here: Scene, task: TaskName, changes: number, error: Error): { early: () => boolean } {
  const sound = here.tasks[task] as Task;
  const { ports, died } = dyingAfter(here.ports as Ports, changes);
  const dying = healTasks(ports)[task] as Task;
  let runs = 0;
  Object.assign(here.tasks, {
    [task]: async (input: unknown) => {
      runs += 1;
      if (runs > 1) return sound(input);
      await dying(input).catch(() => {});
      throw error;
    },
  });
  return { early: died };
}

const healedOnce = async (here: Scene, { once }: { once: readonly string[] }) => {
  const [incident, ...others] = await here.incidents();
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ status: 'mitigated', verdict: 'Healed', attempts: 1 });
  expect(incident).not.toHaveProperty('acting');
  expect(incident?.tried).toHaveLength(2);
  expect(once.map((call) => `${call} ${here.callsOf(call)}`)).toEqual(once.map((call) => `${call} 1`));
  expect(here.lambda.published).toHaveLength(2);
  const lease = await here.item('LEASE');
  expect(lease).not.toHaveProperty('holder');
  expect(lease?.heals).toEqual([{ incidentId: incident?.incidentId, at: expect.any(Number) }]);
  expect(here.world.notifications.length).toBeGreaterThanOrEqual(1);
  return incident;
};

const cases = Object.entries(REMEDIES).flatMap(([name, remedy]) =>
  remedy.tasks.map((task) => [name, task, remedy] as const),
);

describe('A function that dies after any of its changes, or at its end, and is run again', () => {
  it.each(cases)('leaves %s in order: %s', async (_name, task, remedy) => {
    let early = true;
    for (let changes = 1; early; changes++) {
      const here = await remedy.arrange();
      const death = dies(here, task, changes, DIED);
      expect(await here.run()).toMatchObject({ end: 'Healed' });
      await healedOnce(here, remedy);
      early = death.early();
    }
  });
});

describe('A heal that dies after any of its changes, or between two states, is finished by its successor', () => {
  const anew = alarmEvent({ at: '2026-03-14T09:36:00.000Z', newestDatapointAt: '2026-03-14T09:29:50.000Z' });

  it.each(cases.filter(([, task]) => task !== 'Conclude'))('%s: %s', async (_name, task, remedy) => {
    let early = true;
    for (let changes = 1; early; changes++) {
      const here = await remedy.arrange();
      const death = dies(here, task, changes, new Ended('aborted'));
      await expect(here.run()).rejects.toThrow(Ended);
      early = death.early();

      here.world.now += 301_000;
      expect(await here.run(anew, `${EXECUTION}-two`)).toMatchObject({ end: 'Healed' });
      expect(await healedOnce(here, remedy)).toMatchObject({ executionArn: `${EXECUTION}-two` });
    }
  });

  it('by the next but one, when that one dies too', async () => {
    const remedy = REMEDIES['a roll back'] as (typeof REMEDIES)[string];
    const here = await remedy.arrange();
    dies(here, 'MoveAlias', NEVER, new Ended('aborted'));
    await expect(here.run()).rejects.toThrow(Ended);
    here.world.now += 301_000;
    dies(here, 'Prove', NEVER, new Ended('aborted'));
    await expect(here.run(anew, `${EXECUTION}-two`)).rejects.toThrow(Ended);
    here.world.now += 301_000;
    const last = alarmEvent({ at: '2026-03-14T09:42:00.000Z' });

    expect(await here.run(last, `${EXECUTION}-three`)).toMatchObject({ end: 'Healed' });
    expect(await healedOnce(here, remedy)).toMatchObject({ successions: 2 });
  });

  it('not, when it died with everything done but the lease: the incident stays closed', async () => {
    const here = await badDeployment();
    dies(here, 'Conclude', 5, new Ended('aborted'));
    await expect(here.run()).rejects.toThrow(Ended);
    expect(await here.item('LEASE')).toMatchObject({ holder: EXECUTION });
    here.world.now += 301_000;
    expect(await here.run(anew, `${EXECUTION}-two`)).toMatchObject({ end: 'Stood down', output: { cause: 'echo' } });
    expect((await here.incidents())[0]).toMatchObject({ status: 'mitigated', executionArn: EXECUTION });
  });
});

describe('An escalation that dies after any of its changes', () => {
  it('is sent, and holds the target, all the same', async () => {
    let early = true;
    for (let changes = 1; early; changes++) {
      const here = scene();
      here.lambda.deploy(FAULT);
      here.lambda.latest = { ...here.lambda.latest, codeSha256: 'code-2' };
      const death = dies(here, 'Escalate', changes, DIED);
      expect(await here.run()).toMatchObject({ end: 'Escalated' });
      early = death.early();

      const [incident] = await here.incidents();
      expect(incident).toMatchObject({ status: 'escalated', runbookUrl: POLICY.runbookUrl });
      expect(await here.item('LEASE')).toMatchObject({ heldBy: incident?.incidentId });
      expect(here.world.notifications.at(-1)?.body).toContain('HELD');
    }
  });
});
