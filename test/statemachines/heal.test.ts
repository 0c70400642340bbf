import { named } from '../functions/remediate/support/fakes';
import { alarmEvent, POLICY } from '../functions/remediate/support/policy';
import { badDeployment, CLEAN, FAULT, HEALTHY, scene } from '../functions/remediate/support/scene';
import { EXECUTION, walk } from '../functions/remediate/support/walk';

describe('A bad deployment with a healthy version before it', () => {
  it('is rolled back, proven and told', async () => {
    const { run, lambda, incidents, world, item } = await badDeployment();
    const { end, path } = await run();

    expect(end).toBe('Healed');
    expect(path).toContain('Move alias');
    expect(lambda.live).toMatchObject({ version: '1', weights: {} });
    const [incident] = await incidents();
    expect(incident).toMatchObject({
      status: 'mitigated',
      remedy: 'roll back',
      fromVersion: '2',
      toVersion: '1',
      verdict: 'Healed',
      attempts: 1,
      signals: ['orders-faults'],
      executionArn: EXECUTION,
      runbookUrl: POLICY.runbookUrl,
      reason: expect.stringContaining('Version 2 carries the injected fault FAILURE_RATE=1'),
      alarmAt: '2026-03-14T09:29:58.000Z',
    });
    for (const time of [incident?.openedAt, incident?.decidedAt, incident?.actedAt, incident?.provenAt]) {
      expect(time).toMatch(/^2026-03-14T09:3/);
    }
    expect(incident?.timeline.map(({ what }) => what)).toEqual([
      'signal',
      'evidence',
      'decision',
      'evidence',
      'action',
      'verdict',
      'note',
    ]);
    expect(world.notifications).toHaveLength(1);
    expect(world.notifications[0]?.subject).toBe('Healed: orders (dev), roll back 2 -> 1');
    expect(world.notifications[0]?.body).toContain('FAILURE_RATE=1');
    expect(world.counted).toEqual([
      'incidents 1',
      'healed 1',
      'heals 1',
      'decideSeconds 2',
      'actSeconds 0',
      'proveSeconds 2.2',
      'timeToHealSeconds 4.2',
    ]);
    expect(await item('VERSION#2')).toMatchObject({ state: 'Quarantined', incidentId: incident?.incidentId });
    expect(await item('VERSION#1')).toMatchObject({ state: 'Healthy' });
    expect(await item('LEASE')).not.toHaveProperty('holder');
  });

  it('is healed once, however many alarms ring', async () => {
    const { run, incidents, tasks, world } = await badDeployment();
    world.ring('orders-faults', 'orders-errors');
    const { Diagnose } = tasks;
    const others: { end: string }[] = [];
    tasks.Diagnose = async (input) => {
      const late = alarmEvent({ alarmName: 'orders-errors', at: '2026-03-14T09:29:59.000Z' });
      others.push(await run(late, `${EXECUTION}-two`), await run(alarmEvent(), `${EXECUTION}-three`));
      return Diagnose(input);
    };
    const first = await run();

    expect(first.end).toBe('Healed');
    expect(others.map(({ end }) => end)).toEqual(['Stood down', 'Stood down']);
    const found = await incidents();
    expect(found).toHaveLength(1);
    expect(found[0]?.signals).toEqual(['orders-faults', 'orders-errors']);
    expect(found[0]?.timeline.filter(({ what }) => what === 'action')).toHaveLength(1);
  });

  it('stands down for the echo of a slower alarm', async () => {
    const { run, incidents, world } = await badDeployment();
    await run();
    world.now += 60_000;
    world.ring('orders-errors');
    const late = alarmEvent({ alarmName: 'orders-errors', at: '2026-03-14T09:31:00.000Z' });

    expect(await run(late, `${EXECUTION}-two`)).toMatchObject({ end: 'Stood down', output: { cause: 'echo' } });
    expect(await incidents()).toHaveLength(1);
  });

  it('is diagnosed anew when somebody else moves the alias in the same moment', async () => {
    const { run, lambda, incidents, world } = await badDeployment();
    world.servedBy.set('3', { requests: 10, errors: 10, p95Ms: 20 });
    lambda.before.set('moveAlias', () => {
      lambda.deploy({ ...FAULT, TABLE: 'other' }, 'code-2');
    });
    const { end, path } = await run();

    expect(end).toBe('Healed');
    expect(path.filter((state) => state === 'Diagnose')).toHaveLength(2);
    expect((await incidents())[0]).toMatchObject({
      remedy: 'reset fault',
      fromVersion: '3',
      toVersion: '4',
      attempts: 1,
    });
  });

  it('is escalated when the version rolled back to fails as well', async () => {
    const { run, world, incidents, item } = await badDeployment();
    world.answer = () => ({ kind: 'answer', ok: false, version: '1', latencyMs: 20, coldStart: false });
    const { end } = await run();

    expect(end).toBe('Escalated');
    const [incident] = await incidents();
    expect(incident).toMatchObject({ status: 'escalated', verdict: 'NotHealed', attempts: 1 });
    expect(world.notifications[0]?.subject).toBe('ESCALATED: orders (dev) needs a person');
    expect(world.notifications[0]?.body).toContain(POLICY.runbookUrl);
    expect(world.notifications[0]?.body).toContain('Moved alias live of orders-function: 2 -> 1.');
    expect(await item('LEASE')).toMatchObject({ heldBy: incident?.incidentId });
    expect(await item('LEASE')).not.toHaveProperty('holder');
  });

  it('is not called healed by answers of another version', async () => {
    const { run, world, incidents } = await badDeployment();
    world.answer = () => ({ kind: 'answer', ok: true, version: '2', latencyMs: 20, coldStart: false });
    const { end } = await run();

    expect(end).toBe('Escalated');
    expect((await incidents())[0]).toMatchObject({ verdict: 'Inconclusive' });
  });
});

describe('A first deployment that carries a fault', () => {
  it('is reset, published and proven', async () => {
    const { run, lambda, incidents, item } = scene();
    lambda.deploy(FAULT);
    lambda.updateTakesReads = 2;
    const { end, path } = await run();

    expect(end).toBe('Healed');
    expect(path.filter((state) => /Reset|Publish|Move/.test(state))).toEqual([
      'Reset fault',
      'Publish version',
      'Move alias',
    ]);
    const [incident] = await incidents();
    expect(lambda.live?.version).toBe('2');
    expect(lambda.liveVariables).toEqual({ ...CLEAN, HEALED_BY: incident?.incidentId });
    expect(incident).toMatchObject({ remedy: 'reset fault', fromVersion: '1', toVersion: '2', verdict: 'Healed' });
    expect(await item('VERSION#1')).toMatchObject({ state: 'Quarantined' });
    expect(await item('VERSION#2')).toMatchObject({ state: 'Baking' });
  });

  it('is not reset when $LATEST holds unreleased work', async () => {
    const { run, lambda, world } = scene();
    lambda.deploy(FAULT);
    lambda.latest = { ...lambda.latest, codeSha256: 'code-2' };
    const { end } = await run();

    expect(end).toBe('Escalated');
    expect(lambda.live?.version).toBe('1');
    expect(world.notifications[0]?.body).toContain('$LATEST differs in code');
  });
});

describe('A task whose answer is lost and that is run again', () => {
  /** Every task runs twice; Step Functions only hears of the second run. */
  function twice(here: ReturnType<typeof scene>) {
    for (const [name, task] of Object.entries(here.tasks) as [string, (input: unknown) => Promise<unknown>][]) {
      Object.assign(here.tasks, {
        [name]: async (input: unknown) => {
          await task(input).catch(() => {});
          return task(input);
        },
      });
    }
    return here;
  }

  it('rolls back once', async () => {
    const here = twice(await badDeployment());
    expect((await here.run()).end).toBe('Healed');
    expect(here.callsOf('moveAlias')).toBe(1);
    expect((await here.incidents())[0]).toMatchObject({ attempts: 1, tried: ['2', '1'], signals: ['orders-faults'] });
    expect(here.world.notifications).toHaveLength(1);
  });

  it('resets once, and publishes one version', async () => {
    const here = twice(scene());
    here.lambda.deploy(FAULT);
    expect((await here.run()).end).toBe('Healed');
    expect(here.callsOf('replaceVariables')).toBe(1);
    expect(here.lambda.published).toHaveLength(2);
    expect(here.lambda.live?.version).toBe('2');
  });

  it('sees its own move when the answer of Lambda was lost', async () => {
    const here = scene();
    here.lambda.deploy(CLEAN);
    await here.ledger('1', HEALTHY);
    here.lambda.deploy(FAULT);
    here.lambda.before.set('moveAlias', () => {
      here.lambda.live = { version: '1', weights: {}, revisionId: 'moved by the lost call' };
    });
    const { end, path } = await here.run();
    expect(end).toBe('Healed');
    expect(path.filter((state) => state === 'Diagnose')).toHaveLength(1);
  });
});

describe('What the healer cannot do', () => {
  it.each([
    ['an event that is none', { targetId: 'orders', event: { hello: 1 } }, 'event.detail-type'],
    ['no input at all', {}, 'targetId'],
    ['an unknown target', { targetId: 'nobody', event: alarmEvent() }, 'No policy for nobody'],
  ])('ends in a message to a person: %s', async (_case, input, expected) => {
    const { tasks, world } = scene();
    const { end } = await walk('heal.asl.json', input, tasks);
    expect(end).toBe('Escalated');
    expect(world.notifications[0]?.body).toContain(expected);
    expect(world.counted).toEqual(['escalations 1']);
  });

  it('is told even when the table is missing', async () => {
    const { run, table, world } = scene();
    table.broken = named('ResourceNotFoundException', 'Requested resource not found');
    expect((await run()).end).toBe('Escalated');
    expect(world.notifications[0]?.body).toContain('ResourceNotFoundException');
    expect(world.notifications[0]?.body).toContain('could NOT be written');
  });

  it('fails the execution when nobody can be told', async () => {
    const { run, world } = scene();
    world.notifyFails = named('NotFoundException', 'Topic does not exist');
    await expect(run()).rejects.toMatchObject({ name: 'NotNotified' });
  });

  it('waits for an update in progress, and escalates when it does not end', async () => {
    const { run, lambda, world } = scene();
    lambda.deploy(FAULT);
    lambda.latest = { ...lambda.latest, updateStatus: 'InProgress' };
    lambda.updateTakesReads = Number.POSITIVE_INFINITY;
    const { end, path } = await run();
    expect(end).toBe('Escalated');
    expect(path.filter((state) => state === 'Wait and look again')).toHaveLength(20);
    expect(world.notifications[0]?.body).toContain('still in progress after 300 s');
  });

  it('stands down when another healer has taken over', async () => {
    const { run, lambda, tasks, table } = scene();
    lambda.deploy(FAULT);
    const { ResetFault } = tasks;
    tasks.ResetFault = async (input) => {
      await table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: 'another', fencingToken: 7 } });
      return ResetFault(input);
    };
    const { end } = await run();
    expect(end).toBe('Stood down');
    expect(lambda.calls).not.toContain('replaceVariables');
  });

  it('calls a person when the lease was taken away and nobody has it', async () => {
    const { run, lambda, tasks, table, world } = scene();
    lambda.deploy(FAULT);
    const { ResetFault } = tasks;
    tasks.ResetFault = async (input) => {
      await table.update({ pk: 'TARGET#orders', sk: 'LEASE' }, { set: { holder: undefined } });
      return ResetFault(input);
    };
    expect((await run()).end).toBe('Escalated');
    expect(world.notifications[0]?.body).toContain('LeaseFreed');
  });
});

describe('An alarm that needs no heal', () => {
  it.each<[string, (here: ReturnType<typeof scene>) => unknown, string]>([
    ['paused', ({ world }) => world.policies.set('orders', { ...POLICY, mode: 'paused' }), 'paused'],
    ['OK again', ({ world }) => world.ring(), 'recovered'],
    [
      'muted',
      ({ world }) => {
        world.alarms = world.alarms.map((alarm) => ({ ...alarm, actionsEnabled: false }));
      },
      'muted',
    ],
  ])('stands down with a record: %s', async (_name, arrange, cause) => {
    const here = scene();
    here.lambda.deploy(FAULT);
    arrange(here);
    expect(await here.run()).toMatchObject({ end: 'Stood down', output: { cause } });
    expect(await here.incidents()).toEqual([expect.objectContaining({ status: 'stoodDown', attempts: 0 })]);
    expect(here.lambda.calls).toEqual([]);
    expect((await here.run(alarmEvent(), `${EXECUTION}-two`)).output).toMatchObject({ cause: 'duplicate' });
  });
});
