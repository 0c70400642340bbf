import { aliasRecords } from '../../functions/remediate/alias-record';
import { alarmEvent, POLICY } from '../functions/remediate/support/policy';
import { badDeployment, CLEAN, FAULT, HEALTHY, scene } from '../functions/remediate/support/scene';
import { EXECUTION } from '../functions/remediate/support/walk';

const TWO = `${EXECUTION}-two`;
const ordered = (mode: 'shadow' | 'paused') => ({
  pk: 'TARGET#orders',
  sk: 'ORDER',
  mode,
  by: 'ana',
  reason: '',
  at: 0,
});

describe('A candidate that fails when it is invoked directly', () => {
  it('gets no traffic: the cause is elsewhere, which a person is told', async () => {
    const here = await badDeployment();
    here.world.preflight = (version) => ({ kind: 'answer', ok: false, version, latencyMs: 20, coldStart: false });
    const { end, path } = await here.run();

    expect(end).toBe('Escalated');
    expect(here.callsOf('moveAlias')).toBe(0);
    expect(path.slice(-5)).toEqual(['Would it help?', 'Diagnose', 'Choose remedy', 'Escalate', 'Escalated']);
    expect((await here.incidents())[0]).toMatchObject({
      attempts: 0,
      preflights: [{ version: '1', passed: false, reason: 'Invoked directly, version 1 failed 2 of 2 times.' }],
      reason: expect.stringContaining('The cause is elsewhere'),
    });
    expect(here.world.notifications[0]?.body).toContain('nothing was changed');
  });

  it('gives way to another Healthy one, which is tried as well', async () => {
    const here = scene();
    here.lambda.deploy({ ...CLEAN, TABLE: 'older' });
    await here.ledger('1', HEALTHY);
    here.lambda.deploy(CLEAN);
    await here.ledger('2', HEALTHY);
    here.lambda.deploy({ ...CLEAN, TABLE: 'bad' });
    here.world.preflight = (version) => ({
      kind: 'answer',
      ok: version !== '2',
      version,
      latencyMs: 20,
      coldStart: false,
    });
    expect((await here.run()).end).toBe('Healed');
    expect(here.lambda.live?.version).toBe('1');
    expect((await here.incidents())[0]).toMatchObject({ attempts: 1, fromVersion: '3', toVersion: '1' });
    // It was never live in this incident, so nothing is held against it.
    expect(await here.item('VERSION#2')).toMatchObject({ state: 'Healthy' });
  });

  it('is not published and made live by a reset either', async () => {
    const here = scene();
    here.lambda.deploy(FAULT);
    here.world.preflight = (version) => ({ kind: 'brokenOff', why: `version ${version} hangs` });
    expect((await here.run()).end).toBe('Escalated');
    expect(here.world.preflighted).toEqual(['2', '2']);
    expect(here.lambda.live?.version).toBe('1');
    expect(here.world.notifications[0]?.body).toContain('traffic was not moved');
  });

  it('is not tried where the policy has nothing to try it with', async () => {
    const here = await badDeployment();
    here.world.policies.set('orders', { ...POLICY, preflight: null });
    expect((await here.run()).end).toBe('Healed');
    expect(here.world.preflighted).toEqual([]);
  });
});

describe('A recovery that no probe can see', () => {
  it.each([
    ['nothing answers', { kind: 'noAnswer', why: 'getaddrinfo ENOTFOUND' } as const],
    [
      'what answers names no version',
      { kind: 'answer', ok: true, version: undefined, latencyMs: 20, coldStart: false } as const,
    ],
  ])('leaves traffic where it is when its signals are OK, and calls a person: %s', async (_what, answer) => {
    const here = scene();
    here.lambda.deploy({ ...CLEAN, TABLE: 'older' });
    await here.ledger('1', HEALTHY);
    here.lambda.deploy(CLEAN);
    await here.ledger('2', HEALTHY);
    here.lambda.deploy(FAULT);
    here.world.answer = () => {
      // The alarm is OK again as soon as traffic has moved.
      here.world.ring();
      return answer;
    };
    expect((await here.run()).end).toBe('Escalated');
    expect(here.lambda.live?.version).toBe('2');
    expect((await here.incidents())[0]).toMatchObject({
      status: 'escalated',
      attempts: 1,
      reason: expect.stringMatching(/^None of \d+ probes was answered by version 2/),
    });
  });
});

describe('A version that somebody releases in the middle of a heal', () => {
  /** The alarm is OK as soon as the healer has moved the alias; before the proof is over, version 4 is made live. */
  async function released(sound: boolean) {
    const here = scene();
    here.lambda.deploy({ ...CLEAN, TABLE: 'older' });
    await here.ledger('1', HEALTHY);
    here.lambda.deploy(CLEAN);
    await here.ledger('2', HEALTHY);
    here.lambda.deploy(FAULT);
    let asked = 0;
    const { answer } = here.world;
    here.world.answer = () => {
      asked += 1;
      here.world.ring();
      if (asked === 1) here.lambda.deploy({ ...(sound ? CLEAN : FAULT), TABLE: 'newer' });
      return answer();
    };
    return { here, ...(await here.run()) };
  }

  it('is proven, and not taken away', async () => {
    const { here, end } = await released(true);
    expect(end).toBe('Healed');
    expect(here.lambda.live?.version).toBe('4');
    expect(here.callsOf('moveAlias')).toBe(1);
    expect((await here.incidents())[0]).toMatchObject({ status: 'mitigated', verdict: 'Healed', toVersion: '4' });
  });

  it('is a person’s when it fails as well and the budget is spent', async () => {
    const { here, end } = await released(false);
    expect(end).toBe('Escalated');
    expect(here.callsOf('moveAlias')).toBe(1);
    expect((await here.incidents())[0]).toMatchObject({ status: 'escalated', attempts: 2, verdict: 'NotHealed' });
  });
});

describe('In shadow', () => {
  it('the heal says once what it would do, and changes nothing', async () => {
    const here = await badDeployment();
    await here.table.insert(ordered('shadow'));
    const { end } = await here.run();

    expect(end).toBe('Shadowed');
    expect(here.callsOf('moveAlias')).toBe(0);
    const [incident] = await here.incidents();
    expect(incident).toMatchObject({
      status: 'shadow',
      would: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      attempts: 0,
    });
    expect(await here.item('LEASE')).toMatchObject({ shadowing: incident?.incidentId });
    const again = alarmEvent({ alarmName: 'orders-errors', at: '2026-03-14T09:31:00.000Z' });
    here.world.ring('orders-errors');
    expect(await here.run(again, TWO)).toMatchObject({ end: 'Stood down', output: { cause: 'shadowed' } });
    expect((await here.incidents()).map(({ signals }) => signals)).toEqual([['orders-faults', 'orders-errors']]);
    expect(here.world.notifications.map(({ subject }) => subject)).toEqual([
      'SHADOW: would roll back 2 -> 1: orders (dev)',
    ]);
    expect(here.world.notifications[0]?.attributes).toMatchObject({ kind: 'shadow', status: 'shadow', toVersion: '1' });
  });

  it('a heal that would call a person says so instead of calling', async () => {
    const here = scene();
    here.lambda.deploy(CLEAN);
    await here.table.insert(ordered('shadow'));
    expect((await here.run()).end).toBe('Shadowed');
    expect(here.world.notifications[0]?.subject).toBe('SHADOW: would call a person: orders (dev)');
    expect(await here.item('LEASE')).not.toHaveProperty('heldBy');
  });
});

describe('A relapse', () => {
  const RELAPSE = alarmEvent({ at: '2026-03-14T09:31:30.000Z', newestDatapointAt: '2026-03-14T09:31:20.000Z' });

  /** Healed once, to version 1, of two Healthy ones; a minute later the alarm rings again. */
  async function relapsed() {
    const here = scene();
    here.lambda.deploy({ ...CLEAN, TABLE: 'older' });
    await here.ledger('1', HEALTHY);
    here.lambda.deploy(CLEAN);
    await here.ledger('2', HEALTHY);
    here.lambda.deploy(FAULT);
    expect((await here.run()).end).toBe('Healed');
    expect(here.lambda.live?.version).toBe('2');
    here.world.now += 90_000;
    here.world.ringingSince = Date.parse('2026-03-14T09:31:30.000Z');
    return here;
  }

  it('re-opens the incident, waits for the cooldown, and goes on with its attempts', async () => {
    const here = await relapsed();
    const { path, end } = await here.run(RELAPSE, TWO);

    expect(end).toBe('Healed');
    expect(path).toContain('Wait and look again');
    const [incident, ...others] = await here.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      status: 'mitigated',
      relapses: 1,
      attempts: 2,
      toVersion: '1',
      executionArn: TWO,
    });
    expect(incident?.timeline.filter(({ what }) => what === 'verdict')).toHaveLength(2);
    for (const version of ['3', '2'])
      expect(await here.item(`VERSION#${version}`)).toMatchObject({ state: 'Quarantined' });
    expect(await here.item('VERSION#1')).toMatchObject({ state: 'Healthy' });
    expect(here.world.counted.filter((one) => one.startsWith('incidents'))).toEqual(['incidents 1']);
    expect(here.world.counted.filter((one) => one.startsWith('timeToHeal'))).toHaveLength(1);
  });

  it('about data of a version that somebody has moved away from since takes nothing from the one that was proven', async () => {
    const here = await relapsed();
    const live = here.lambda.live?.version;
    await here.table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { cooldownUntil: undefined } });
    const { Diagnose } = here.tasks;
    let looks = 0;
    here.tasks.Diagnose = async (input) => {
      looks += 1;
      // By hand: to a bad version and back, after the newest data of the alarm.
      if (looks === 1) {
        await aliasRecords(here.table).note(
          'orders',
          { version: '4', weights: {}, revisionId: 'bad' },
          here.world.now - 1,
        );
      }
      if (looks === 4) here.world.ring();
      return Diagnose(input);
    };
    here.world.ringingSince = here.world.now - 1_000;
    expect((await here.run(RELAPSE, TWO)).end).toBe('Healed');
    expect(here.lambda.live?.version).toBe(live);
    expect((await here.incidents())[0]).toMatchObject({ status: 'mitigated', attempts: 1, relapses: 1 });
  });

  it('that is over when it is looked at is proven anew, with nothing moved', async () => {
    const here = await relapsed();
    const { Diagnose } = here.tasks;
    here.tasks.Diagnose = async (input) => {
      here.world.ring();
      return Diagnose(input);
    };
    const { path, end } = await here.run(RELAPSE, TWO);

    expect(end).toBe('Healed');
    expect(path).not.toContain('Move alias');
    expect((await here.incidents())[0]).toMatchObject({ status: 'mitigated', attempts: 1, toVersion: '2' });
    expect(await here.item('VERSION#2')).toMatchObject({ state: 'Healthy' });
  });

  it('that is over, but whose version fails its proof, costs an attempt, and ends', async () => {
    const here = await relapsed();
    here.world.answer = () => ({ kind: 'answer', ok: false, version: '2', latencyMs: 20, coldStart: false });
    const { Diagnose } = here.tasks;
    here.tasks.Diagnose = async (input) => {
      here.world.ring();
      return Diagnose(input);
    };
    expect((await here.run(RELAPSE, TWO)).end).toBe('Escalated');
    expect((await here.incidents())[0]).toMatchObject({
      attempts: 2,
      reason: expect.stringContaining('2 of 2 attempts'),
    });
  });
});

describe('The end of an injected fault', () => {
  const ended = (version: string) => ({
    'detail-type': 'Self-Healing Fault Ended',
    time: '2026-03-14T09:30:00.000Z',
    resources: [`fault-end:orders-function:${version}`],
    detail: { patrol: true, version, until: '2026-03-14T09:20:00.000Z' },
  });

  it('needs no alarm: the fault is taken off', async () => {
    const here = await badDeployment();
    here.world.ring();
    expect((await here.run(ended('2'))).end).toBe('Healed');
    expect(here.lambda.live?.version).toBe('1');
    expect((await here.incidents())[0]).toMatchObject({
      signals: ['fault-end'],
      alarmAt: '2026-03-14T09:20:00.000Z',
      reason: expect.stringContaining('carries the injected fault FAILURE_RATE=1'),
    });
  });

  it('changes nothing when somebody else has taken it off', async () => {
    const here = await badDeployment();
    here.world.ring();
    await here.ledger('2', HEALTHY);
    here.lambda.deploy(CLEAN, 'code-3');
    expect((await here.run(ended('2'))).end).toBe('Stood down');
    expect(here.callsOf('moveAlias')).toBe(0);
    expect((await here.incidents())[0]?.reason).toContain('carries no injected fault');
  });
});

describe('A storm', () => {
  async function storm(failing = 4) {
    const here = await badDeployment();
    for (let n = 1; n < failing; n++) {
      here.world.policies.set(`other-${n}`, { ...POLICY, targetId: `other-${n}` });
      await here.table.insert({
        pk: 'FLEET',
        sk: `OPEN#other-${n}`,
        targetId: `other-${n}`,
        at: here.world.now - 1_000,
      });
    }
    return here;
  }

  it('holds each target, and one message speaks for all', async () => {
    const here = await storm();
    expect((await here.run()).end).toBe('Escalated');
    expect(here.callsOf('moveAlias')).toBe(0);
    const [message, ...more] = here.world.notifications;
    expect(more).toEqual([]);
    expect(message?.subject).toMatch(/^STORM \(dev\): 4 of 4 targets fail/);
    expect(message?.body).toContain('orders, other-1, other-2, other-3');
    expect(message?.body).toContain('heal -- resume --all');
    expect(message?.attributes).toMatchObject({ kind: 'storm', status: 'escalated' });
    expect(await here.item('LEASE')).toMatchObject({ heldBy: expect.any(String) });
  });

  it('that another target has announced is only recorded', async () => {
    const here = await storm();
    await here.table.insert({ pk: 'FLEET', sk: 'STORM', at: here.world.now - 10_000, begunBy: 'another' });
    expect((await here.run()).end).toBe('Escalated');
    expect(here.world.notifications).toEqual([]);
    expect((await here.incidents())[0]).toMatchObject({ status: 'escalated' });
    expect(await here.item('LEASE')).toMatchObject({ heldBy: expect.any(String) });
  });
});
