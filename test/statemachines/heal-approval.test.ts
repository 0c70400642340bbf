import { makeHandler } from '../../functions/remediate/ask-approval';
import { named } from '../functions/remediate/support/fakes';
import { alarmEvent, POLICY } from '../functions/remediate/support/policy';
import { badDeployment, CLEAN, FAULT, HEALTHY, type Scene } from '../functions/remediate/support/scene';
import { Ended, EXECUTION, type TokenAnswer } from '../functions/remediate/support/walk';

const APPROVED: TokenAnswer = { output: { approved: true, by: 'ana' } };

async function asking(): Promise<Scene> {
  const here = await badDeployment();
  here.world.policies.set('orders', { ...POLICY, mode: 'approve' });
  return here;
}

/** Runs a heal whose questions are answered one after the other; none is left: until the deadline. */
const heal = (here: Scene, ...answers: ((token: string) => Promise<TokenAnswer> | TokenAnswer)[]) =>
  here.run(alarmEvent(), EXECUTION, { answer: async (token) => answers.shift()?.(token) });

const times = (path: readonly string[], state: string) => path.filter((one) => one === state).length;

describe('In mode approve, a remedy', () => {
  it('waits for a person without the lease, is carried out on their word, and says whose it was', async () => {
    const here = await asking();
    const seen: Record<string, unknown>[] = [];
    const { end, path } = await heal(here, async (token) => {
      seen.push({ lease: await here.item('LEASE'), incident: (await here.incidents())[0], token });
      return APPROVED;
    });

    expect(end).toBe('Healed');
    expect(path.slice(0, 8)).toEqual([
      'Take note of the alarm',
      'Open incident',
      'May we heal?',
      'Diagnose',
      'Choose remedy',
      'Ask for approval',
      'Open incident',
      'May we heal?',
    ]);
    expect(seen[0]?.lease).toMatchObject({ awaiting: { executionArn: EXECUTION } });
    expect(seen[0]?.lease).not.toHaveProperty('holder');
    expect(seen[0]?.incident).toMatchObject({
      status: 'open',
      asked: 1,
      question: {
        taskToken: seen[0]?.token,
        deadline: '2026-03-14T09:45:00.000Z',
        remedy: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      },
    });
    const [incident] = await here.incidents();
    expect(incident).toMatchObject({
      status: 'mitigated',
      approval: { answer: 'approved', by: 'ana' },
      reason: expect.stringContaining('Approved by ana'),
      signals: ['orders-faults'],
      asked: 1,
    });
    expect(incident).not.toHaveProperty('question');
    expect(await here.item('LEASE')).not.toHaveProperty('awaiting');
    const [question] = here.world.notifications;
    expect(question?.subject).toBe('APPROVE? orders (dev): roll back from version 2 to version 1');
    expect(question?.body).toContain('npm run --silent heal -- approve orders');
    expect(question?.body).toContain('npm run --silent heal -- deny orders');
    expect(question?.body).toContain(
      `aws stepfunctions send-task-success --task-token '${seen[0]?.token}' --task-output '{"approved":true,`,
    );
    expect(question?.attributes).toMatchObject({ kind: 'approval', status: 'open', fromVersion: '2', toVersion: '1' });
  });

  it.each<[string, TokenAnswer, string]>([
    ['denied', { output: { approved: false, by: 'ana', note: 'sale tonight' } }, 'Denied by ana ("sale tonight")'],
    [
      'denied by a failure',
      { error: 'Denied', cause: 'sale tonight' },
      'Denied by SendTaskFailure (Denied) ("sale tonight")',
    ],
    ['denied by a bare failure', {}, 'Denied by SendTaskFailure: roll back'],
    ['answered with nonsense', { output: 'yes' }, 'Denied by unknown'],
  ])('that is %s is left to people, with their words', async (_how, answer, words) => {
    const here = await asking();
    const { end } = await heal(here, () => answer);

    expect(end).toBe('Escalated');
    expect(here.callsOf('moveAlias')).toBe(0);
    const [incident] = await here.incidents();
    expect(incident?.reason).toContain(words);
    expect(await here.item('LEASE')).toMatchObject({ heldBy: incident?.incidentId });
  });

  it('that nobody answers for is escalated at the deadline, which is not waited for twice', async () => {
    const here = await asking();
    const { end, path } = await heal(here);

    expect(end).toBe('Escalated');
    expect(times(path, 'Ask for approval')).toBe(1);
    expect(here.world.now).toBe(Date.parse('2026-03-14T09:45:00.000Z'));
    expect((await here.incidents())[0]?.reason).toContain('Nobody answered within 900 s');
    expect(here.world.notifications.map(({ attributes }) => attributes.kind)).toEqual(['approval', 'escalated']);
  });

  it('is judged with the answer once: what is diagnosed after it is not approved with it', async () => {
    const here = await asking();
    const { Diagnose } = here.tasks;
    const answers: unknown[] = [];
    here.tasks.Diagnose = async (input) => {
      answers.push(input.approval);
      return Diagnose(input);
    };
    here.world.preflight = () => ({ kind: 'brokenOff', why: 'hangs' });
    expect((await heal(here, () => APPROVED)).end).toBe('Escalated');
    expect(answers).toEqual([null, { approved: true, by: 'ana' }, null]);
  });

  it('is asked about anew when the evidence has changed by the answer, and then no more', async () => {
    const here = await asking();
    const redeploy = () => {
      here.world.servedBy.set(here.lambda.deploy(FAULT, `code-${here.lambda.published.length}`), {
        requests: 10,
        errors: 10,
        p95Ms: 20,
      });
      return APPROVED;
    };
    const { end, path } = await heal(here, redeploy, redeploy);

    expect(end).toBe('Escalated');
    expect(times(path, 'Ask for approval')).toBe(2);
    expect(here.callsOf('moveAlias')).toBe(0);
    expect((await here.incidents())[0]).toMatchObject({ asked: 2, reason: expect.stringContaining('Asked 2 times') });
  });

  it('is asked about again by a new token when the asking function dies, and counts as one question', async () => {
    const here = await asking();
    const { AskApproval } = here.tasks;
    let runs = 0;
    here.tasks.AskApproval = async (input) => {
      runs += 1;
      const output = await AskApproval(input);
      if (runs === 1) throw named('Sandbox.Timedout');
      return output;
    };
    const { end } = await heal(here, () => APPROVED);

    expect(end).toBe('Healed');
    const bodies = here.world.notifications.slice(0, 2).map(({ body }) => /--task-token '(.*?)'/.exec(body)?.[1]);
    expect(new Set(bodies).size).toBe(2);
    expect((await here.incidents())[0]).toMatchObject({ asked: 1, attempts: 1 });
  });

  it('is escalated, with a hold, when nobody can be asked', async () => {
    const here = await asking();
    const { notify } = here.ports;
    Object.assign(here.ports, {
      notify: async (message: Parameters<typeof notify>[0]) => {
        if (message.attributes.kind === 'approval') throw named('InvalidParameterException', 'bad message');
        return notify(message);
      },
    });
    here.tasks.AskApproval = makeHandler(here.ports, 'dev');
    const { end } = await heal(here);

    expect(end).toBe('Escalated');
    const [incident] = await here.incidents();
    expect(incident?.reason).toContain('NotAsked: Nobody could be asked: bad message');
    expect(incident).not.toHaveProperty('question');
    expect(await here.item('LEASE')).toMatchObject({ heldBy: incident?.incidentId });
  });

  it('that fails for good after the lease was given back is held as well', async () => {
    const here = await asking();
    const { AskApproval } = here.tasks;
    here.tasks.AskApproval = async (input) => {
      await AskApproval(input);
      throw named('Sandbox.Timedout');
    };
    const { end } = await heal(here);

    expect(end).toBe('Escalated');
    const lease = await here.item('LEASE');
    expect(lease).toMatchObject({ heldBy: (await here.incidents())[0]?.incidentId });
    expect(lease).not.toHaveProperty('awaiting');
  });

  it('lets other signals join while it waits', async () => {
    const here = await asking();
    here.world.ring('orders-faults', 'orders-errors');
    const other = alarmEvent({ alarmName: 'orders-errors', at: '2026-03-14T09:30:30.000Z' });
    const joined: unknown[] = [];
    await heal(here, async () => {
      joined.push(await here.run(other, `${EXECUTION}-two`));
      return APPROVED;
    });

    expect(joined).toMatchObject([{ end: 'Stood down', output: { cause: 'awaiting' } }]);
    const [incident, ...more] = await here.incidents();
    expect(more).toEqual([]);
    expect(incident?.signals).toEqual(['orders-faults', 'orders-errors']);
  });

  it('of a heal that died while asking is asked about by its successor', async () => {
    const here = await asking();
    const { AskApproval } = here.tasks;
    here.tasks.AskApproval = async () => {
      throw new Ended('aborted');
    };
    await expect(heal(here)).rejects.toThrow(Ended);
    here.tasks.AskApproval = AskApproval;
    here.world.now += 301_000;
    const later = alarmEvent({ at: '2026-03-14T09:36:00.000Z' });
    const { end } = await here.run(later, `${EXECUTION}-two`, { answer: () => APPROVED });

    expect(end).toBe('Healed');
    expect((await here.incidents())[0]).toMatchObject({ successions: 1, asked: 1, attempts: 1 });
  });
});

describe('A reset in mode approve', () => {
  it('is asked about before anything is published', async () => {
    const here = await asking();
    here.lambda.deploy(CLEAN, 'code-9');
    await here.ledger('3', { ...HEALTHY, state: 'Quarantined' });
    await here.table.update({ pk: 'TARGET#orders', sk: 'VERSION#1' }, { set: { state: 'Quarantined' } });
    here.world.servedBy.set(here.lambda.deploy(FAULT, 'code-9'), { requests: 10, errors: 10, p95Ms: 20 });
    const { end, path } = await heal(here, () => {
      expect(here.callsOf('replaceVariables')).toBe(0);
      return APPROVED;
    });

    expect(end).toBe('Healed');
    expect(path).toContain('Publish version');
    expect(here.world.notifications[0]?.subject).toBe('APPROVE? orders (dev): reset fault from version 4');
  });
});
