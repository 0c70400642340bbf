import { aliasFrom, aliasKey, aliasRecords } from '../../../functions/remediate/alias-record';
import { makeHandler as makeAttest } from '../../../functions/remediate/attest';
import { makeHandler as makeSweep } from '../../../functions/remediate/sweep';
import { FakeLambda, fakePorts } from './support/fakes';
import { POLICY } from './support/policy';

/** A patrol every minute: it sweeps the target and attests its version. */
function patrol(variables: Record<string, string>) {
  const lambda = new FakeLambda();
  lambda.deploy(variables);
  const fakes = fakePorts(lambda);
  const sweep = makeSweep(fakes.ports, 'dev');
  const attest = makeAttest(fakes.ports, 'dev');
  return {
    ...fakes,
    visit: async () => {
      fakes.world.now += 60_000;
      const swept = await sweep({ targetId: 'orders' });
      return { swept, attested: await attest({ targetId: 'orders' }) };
    },
    record: async () => aliasFrom(await fakes.table.get(aliasKey('orders'))),
    asked: () => lambda.calls.filter((call) => call === 'configuration').length,
  };
}

const CLEAN = { FAILURE_RATE: '0', SECRET: 'hidden' };
const CARRIES = expect.stringContaining('carries FAILURE_RATE=1');

describe('What the environment of the live version says', () => {
  it('is asked of Lambda once, for the sweep and the attestation together', async () => {
    const { visit, asked, record, lambda, world } = patrol(CLEAN);
    const faultVariables = { FAILURE_RATE: '0', LATENCY_MS: '0', FAULT_UNTIL: 'never' };
    world.policies.set('orders', { ...POLICY, faultVariables });
    for (let visits = 0; visits < 4; visits++) await visit();
    expect(asked()).toBe(1);
    expect((await record())?.live).toEqual({
      revisionId: lambda.live?.revisionId,
      codeSha256: 'code-1',
      variables: { FAILURE_RATE: '0', LATENCY_MS: null, FAULT_UNTIL: null },
    });
  });

  it('is asked anew of the next version, and of one that is live again', async () => {
    const { visit, asked, lambda } = patrol(CLEAN);
    await visit();
    lambda.deploy({ FAILURE_RATE: '1' });
    expect((await visit()).attested.reason).toContain('for the first time');
    expect((await visit()).attested.reason).toEqual(CARRIES);
    expect(asked()).toBe(2);
    lambda.live = { version: '1', weights: {}, revisionId: 'by hand' };
    await visit();
    expect((await visit()).attested.reason).not.toEqual(CARRIES);
    expect(asked()).toBe(3);
  });

  it('is asked every time while it cannot be read', async () => {
    const { visit, asked, lambda, record } = patrol(CLEAN);
    const readable = lambda.published;
    lambda.published = readable.map((version) => ({ ...version, variables: null }));
    await visit();
    expect((await visit()).attested.reason).toContain('has an environment that cannot be read');
    expect(asked()).toBe(3);
    expect(await record()).not.toHaveProperty('environment');
    lambda.published = readable;
    await visit();
    expect((await visit()).attested.reason).not.toContain('cannot be read');
    expect(asked()).toBe(4);
  });

  it('is asked anew when the policy comes to name another variable, and judged by what the policy calls clean', async () => {
    const { visit, asked, world } = patrol({ FAILURE_RATE: '1', CHAOS: 'on' });
    world.policies.set('orders', { ...POLICY, faultVariables: { FAILURE_RATE: '1' }, faultUntilVariable: null });
    await visit();
    expect((await visit()).attested.reason).not.toEqual(CARRIES);
    world.policies.set('orders', { ...POLICY, faultVariables: { FAILURE_RATE: '0' }, faultUntilVariable: null });
    expect((await visit()).attested.reason).toEqual(CARRIES);
    expect(asked()).toBe(1);
    world.policies.set('orders', { ...POLICY, faultVariables: { CHAOS: 'off' }, faultUntilVariable: null });
    expect((await visit()).attested.reason).toContain('carries CHAOS=on');
    expect(asked()).toBe(2);
  });

  it('does not matter where the policy names no variable: Lambda is asked once, for the code', async () => {
    const { visit, asked, world, lambda } = patrol(CLEAN);
    lambda.published = lambda.published.map((version) => ({ ...version, variables: null }));
    world.policies.set('orders', { ...POLICY, faultVariables: {}, faultUntilVariable: null });
    await visit();
    expect((await visit()).attested.reason).toContain('not long enough');
    expect(asked()).toBe(1);
  });

  it('is never that of another function, whose version and number may be the same', async () => {
    const { visit, world, lambda, asked } = patrol(CLEAN);
    await visit();
    const other = new FakeLambda();
    other.deploy({ FAILURE_RATE: '1' });
    lambda.published = other.published;
    lambda.live = { version: '1', weights: {}, revisionId: "the other's" };
    world.policies.set('orders', { ...POLICY, functionName: 'orders-function-2' });
    await visit();
    expect((await visit()).attested.reason).toEqual(CARRIES);
    expect(asked()).toBe(2);
  });

  it('ends no fault that another function had, under the same number of version', async () => {
    const { visit, world, lambda } = patrol({ FAILURE_RATE: '1', FAULT_UNTIL: '2026-03-14T09:00:00Z' });
    world.policies.set('orders', { ...POLICY, mode: 'paused' });
    for (let visits = 0; visits < 2; visits++) expect((await visit()).swept.action).toBe('nothing');
    const other = new FakeLambda();
    other.deploy(CLEAN);
    lambda.published = other.published;
    lambda.live = { version: '1', weights: {}, revisionId: "the other's" };
    world.policies.set('orders', { ...POLICY, functionName: 'orders-function-2' });
    for (let visits = 0; visits < 2; visits++) expect((await visit()).swept.action).toBe('nothing');
  });

  it('is asked once where an earlier release has kept the end of the fault alone', async () => {
    const { visit, asked, table, lambda, world } = patrol({ FAILURE_RATE: '1', FAULT_UNTIL: '2026-03-14T09:00:00Z' });
    const { note, noteFunction } = aliasRecords(table);
    if (lambda.live) await note('orders', lambda.live, world.now);
    await noteFunction('orders', POLICY.functionName);
    await table.update(aliasKey('orders'), { set: { faultEnd: { version: '1', until: null } } });
    expect((await visit()).swept.action).toBe('startHeal');
    await visit();
    expect(asked()).toBe(1);
  });
});
