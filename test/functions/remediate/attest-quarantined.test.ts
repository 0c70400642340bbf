import { CLEAN, patrol, served, VERSION_1 } from './support/attest-visits';

describe('What was quarantined and is live again', () => {
  const INCIDENT = { pk: 'TARGET#orders', sk: 'INCIDENT#first' };
  const quarantine = { state: 'Quarantined', quarantinedAt: '2026-03-14T09:00:00.000Z', incidentId: 'first' };

  /** Version 1 was good, version 2 was quarantined, and traffic is back on 1. */
  async function afterHeal() {
    const here = patrol();
    here.lambda.deploy(CLEAN, 'bad-code');
    await here.table.insert({
      ...VERSION_1,
      version: '1',
      state: 'Healthy',
      rule: 'traffic',
      requests: 100,
      errors: 0,
    });
    await here.table.insert({ pk: 'TARGET#orders', sk: 'VERSION#2', version: '2', ...quarantine });
    await here.table.insert({ ...INCIDENT, status: 'resolved', timeline: [] });
    here.world.served = served(200);
    return { ...here, told: () => here.world.notifications.map(({ subject }) => subject) };
  }

  it('is told once, noted on the incident, and not attested', async () => {
    const { visit, told, table, world } = await afterHeal();
    for (let visits = 0; visits < 6; visits++) {
      expect(await visit()).toMatchObject({
        version: '2',
        state: 'Quarantined',
        reason: 'Version 2 is quarantined by incident first; it is not attested until an operator releases it.',
      });
    }
    expect(told()).toHaveLength(1);
    expect(world.notifications[0]?.attributes).toMatchObject({
      kind: 'redeploy',
      targetId: 'orders',
      incidentId: 'first',
    });
    expect((await table.get(INCIDENT))?.timeline).toEqual([
      { at: expect.any(String), what: 'note', text: expect.stringContaining('Version 2 is live again') },
    ]);
  });

  it('is told again when somebody changes the alias to it again', async () => {
    const { visit, told, lambda } = await afterHeal();
    await visit();
    lambda.live = { version: '1', weights: {}, revisionId: 'by hand' };
    await visit();
    lambda.live = { version: '2', weights: {}, revisionId: 'by the pipeline' };
    await visit();
    await visit();
    expect(told()).toHaveLength(2);
  });

  it('is known under another number, by its code and configuration', async () => {
    const { visit, told, table, lambda, entry } = await afterHeal();
    lambda.deploy(CLEAN, 'good-code');
    await visit();
    expect(told()).toEqual([]);
    lambda.deploy(CLEAN, 'bad-code');
    for (let visits = 0; visits < 6; visits++) {
      expect(await visit()).toMatchObject({
        version: '4',
        state: 'Baking',
        reason: expect.stringContaining('Version 4 deploys version 2 again, which is quarantined by incident first'),
      });
    }
    expect(told()).toHaveLength(1);
    expect(await entry('4')).toMatchObject({ state: 'Baking', redeployOf: '2' });
    expect((await table.get(INCIDENT))?.timeline).toEqual([
      expect.objectContaining({ text: expect.stringContaining('Version 4, now live, has the code') }),
    ]);
  });

  it('is attested like any other once an operator has released it', async () => {
    const { visit, table, lambda } = await afterHeal();
    lambda.deploy(CLEAN, 'good-code');
    lambda.deploy(CLEAN, 'bad-code');
    for (let visits = 0; visits < 4; visits++) await visit();
    await table.update({ pk: 'TARGET#orders', sk: 'VERSION#4' }, { set: { redeployOf: undefined } });
    expect(await visit()).toMatchObject({ reason: expect.stringContaining('was not seen live for') });
    for (let visits = 0; visits < 3; visits++) await visit();
    expect(await visit()).toMatchObject({ version: '4', state: 'Healthy' });
  });

  it('is told also where it only has a share of the traffic', async () => {
    const { visit, told, lambda } = await afterHeal();
    lambda.live = { version: '1', weights: { '2': 0.1 }, revisionId: 'canary' };
    await visit();
    await visit();
    expect(told()).toHaveLength(1);
  });

  it('is told in the next patrol when the message could not be sent', async () => {
    const { visit, told, world } = await afterHeal();
    world.notifyFails = new Error('no topic');
    await expect(visit()).rejects.toThrow('no topic');
    world.notifyFails = undefined;
    await visit();
    expect(told()).toHaveLength(1);
  });
});
