import { bake, type Cast, castFleet, kindsOf, type Part, textsOf, untilAllClosed } from './support/cast';

const BROKEN = { FAILURE_RATE: '1' };
/** Long enough for an alarm to ring in the middle of it. Milliseconds. */
const FUNCTION_UPDATE = 45_000;

const PARTS = ['unreleased', 'unreleasedAlone', 'stale', 'racing', 'updating', 'codeDeploy'] as const;

describe('deployments in the middle of an incident', () => {
  let cast: Cast<(typeof PARTS)[number]>;

  beforeAll(async () => {
    cast = await castFleet(PARTS, { latencies: { functionUpdate: FUNCTION_UPDATE } });
    const { unreleased, unreleasedAlone, stale, racing, updating, codeDeploy } = cast.parts;
    const all = Object.values(cast.parts);
    await bake(all.filter((part) => part !== unreleasedAlone));
    for (const part of all) part.quiet();
    await codeDeploy.policy({ codeDeploy: { applicationName: 'shop', deploymentGroupName: 'live' } });
    await Promise.all([
      releaseWithWorkOnTop(unreleased),
      releaseWithWorkOnTop(unreleasedAlone),
      releaseWithSuccessor(stale),
      releaseWithSuccessor(racing),
      updating.release(BROKEN),
      codeDeploy.release(BROKEN),
    ]);
    await updating.service.pass(FUNCTION_UPDATE / 1000);

    cast.cloud.faults.add({
      kind: 'delay',
      detailType: 'CloudWatch Alarm State Change',
      rule: stale.service.targetId,
      milliseconds: 15_000,
    });
    const serving = all.filter((part) => part !== racing);
    for (const part of serving) part.traffic(1);
    await updating.service.pass(10);
    await updating.configureLatest({});
    await untilRings(stale);
    await stale.point('3');
    await untilAllClosed(serving.filter((part) => part !== stale));
    await stale.untilStoodDown();
    stale.quiet();
  }, 300_000);
  afterAll(() => cast.close());

  it('work on $LATEST that nobody has released is not released by a heal: the version before takes over', async () => {
    const { service } = cast.parts.unreleased;
    expect(await cast.parts.unreleased.incident()).toMatchObject({
      status: 'mitigated',
      remedy: 'roll back',
      fromVersion: '2',
      toVersion: '1',
    });
    expect(await service.liveVersion()).toBe('1');
    expect(await service.variables('$LATEST')).toMatchObject({ UNRELEASED: 'work' });
    expect(await service.variables('$LATEST')).not.toHaveProperty('HEALED_BY');
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('and where there is no version to go back to, a person is called instead of resetting the fault', async () => {
    const { service } = cast.parts.unreleasedAlone;
    const incident = await cast.parts.unreleasedAlone.incident();
    expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(incident.reason).toMatch(
      /carries the injected fault FAILURE_RATE=1, with no Healthy version .*, and a reset would release unreleased work: \$LATEST differs in .*environment variable UNRELEASED/,
    );
    expect(await service.liveVersion()).toBe('2');
    expect(await service.variables('$LATEST')).not.toHaveProperty('HEALED_BY');
    const told = await service.notifications();
    expect(kindsOf(told)).toEqual(['escalated']);
    expect(told[0]?.text).toContain(incident.reason);
  });

  it('an event that comes when a sound release is live already does not roll that back', async () => {
    const { service } = cast.parts.stale;
    await expectStoodDown(cast.parts.stale);
    const [last] = (await service.incidents()).flatMap((incident) => textsOf(incident, 'decision'));
    expect(last).toMatch(/^Alias live was moved to version 3 after the data that made .* ring/);
  });

  it('an update of the function in progress is waited for, then the target is healed', async () => {
    const { service } = cast.parts.updating;
    const incident = await cast.parts.updating.incident();
    const decisions = textsOf(incident, 'decision');
    expect(decisions[0]).toMatch(
      /^An update of the function is in progress, \d+ s after the incident opened; looking again in 15 s\.$/,
    );
    expect(decisions.at(-1)).toMatch(/version 1 has the same code and is Healthy/);
    expect(incident).toMatchObject({ status: 'mitigated', fromVersion: '2', toVersion: '1' });
    expect((await service.get()).status).toBe(200);
    expect(kindsOf(await service.notifications())).toEqual(['healed']);
  });

  it('an alias of CodeDeploy’s is left to it', async () => {
    const { service } = cast.parts.codeDeploy;
    const incident = await cast.parts.codeDeploy.incident();
    expect(incident).toMatchObject({ status: 'escalated', attempts: 0 });
    expect(incident.reason).toBe(
      'Alias live belongs to CodeDeploy (application shop, group live): stop or roll back its deployment there.',
    );
    expect(await service.liveVersion()).toBe('2');
    expect(kindsOf(await service.notifications())).toEqual(['escalated']);
  });

  it('a release between the diagnosis and the move wins the race, and is not rolled back', async () => {
    const { racing } = cast.parts;
    const { service } = racing;
    cast.cloud.faults.add({
      kind: 'latency',
      service: 'lambda',
      operation: 'UpdateAlias',
      principal: '-healer-',
      milliseconds: 5_000,
      times: 1,
    });
    racing.traffic(1);
    await racing.until(async () => {
      const [incident] = await service.incidents();
      return incident?.remedy !== undefined;
    });
    await service.pass(1);
    await racing.point('3');
    await racing.untilStoodDown();
    racing.quiet();
    const decisions = (await service.incidents()).flatMap((incident) => textsOf(incident, 'decision'));
    expect(decisions[0]).toMatch(/version 1 has the same code and is Healthy/);
    expect(decisions[1]).toMatch(/^Alias live was moved to version 3 after the data that made .* ring/);
    await expectStoodDown(racing);
  });

  /** The newer release stays, and nobody is disturbed. */
  async function expectStoodDown(part: Part): Promise<void> {
    const { service } = part;
    expect(await service.alias()).toMatchObject({ FunctionVersion: '3' });
    expect((await service.get()).headers.get('x-version')).toBe('3');
    for (const { status, attempts, timeline } of await service.incidents()) {
      expect({ status, attempts }).toEqual({ status: 'stoodDown', attempts: 0 });
      expect(timeline.filter(({ what }) => what === 'action')).toEqual([]);
    }
    expect(await service.lease()).not.toHaveProperty('holder');
    expect(await service.ledger('3')).not.toBe('Quarantined');
    expect(await service.notifications()).toEqual([]);
  }
});

async function releaseWithWorkOnTop(part: Part): Promise<void> {
  await part.release(BROKEN);
  await part.configureLatest({ UNRELEASED: 'work' });
}

/** Version 2 is bad and live; version 3 is sound and waits. */
async function releaseWithSuccessor(part: Part): Promise<void> {
  await part.release(BROKEN);
  await part.publish();
}

const untilRings = (part: Part): Promise<void> =>
  part.until(async () => Object.values(await part.service.alarmStates()).includes('ALARM'));
