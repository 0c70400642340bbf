import type { SSMClient } from '@aws-sdk/client-ssm';
import { policyParameters } from '../../../../functions/remediate/adapters/policies';
import { named } from '../support/fakes';
import { POLICY } from '../support/policy';

const PATH = '/self-healing/dev/targets';

const port = (answer: (input: { Name?: string; NextToken?: string }) => unknown) =>
  policyParameters(PATH, { send: async ({ input }: { input: never }) => answer(input) } as unknown as SSMClient);

describe('Policies', () => {
  it('are listed over all pages, by target', async () => {
    const LastModifiedDate = new Date('2026-03-14T09:00:00Z');
    const policies = port(({ NextToken }) =>
      NextToken === undefined
        ? { Parameters: [{ Name: `${PATH}/orders`, Version: 3, LastModifiedDate }], NextToken: 'more' }
        : { Parameters: [{ Name: `${PATH}/invoices`, Version: 1, LastModifiedDate }] },
    );
    expect(await policies.list()).toEqual([
      { targetId: 'invoices', revision: '1@2026-03-14T09:00:00.000Z' },
      { targetId: 'orders', revision: '3@2026-03-14T09:00:00.000Z' },
    ]);
  });

  describe('that are known at the revision of the list', () => {
    let reads: number;
    let stored: { Version: number; LastModifiedDate: Date; Value: string };
    const policies = port((input) => {
      if (input.Name === undefined) return { Parameters: [{ Name: `${PATH}/orders`, ...stored }] };
      reads += 1;
      return { Parameter: stored };
    });
    const listed = async () => (await policies.list())[0]?.revision ?? '';
    const store = (mode: string, Version: number, time: string) => {
      stored = {
        Version,
        LastModifiedDate: new Date(`2026-03-14T${time}Z`),
        Value: JSON.stringify({ ...POLICY, mode }),
      };
    };
    const mode = async (revision?: string) => (await policies.find('orders', revision)).mode;
    beforeEach(() => {
      reads = 0;
    });

    it('are not read again', async () => {
      store('armed', 1, '09:00:00');
      expect(await mode(await listed())).toBe('armed');
      expect(await mode(await listed())).toBe('armed');
      expect(reads).toBe(1);
    });

    it('are read again once they have changed, also when the parameter was deleted and made again', async () => {
      store('paused', 2, '09:10:00');
      expect(await mode(await listed())).toBe('paused');
      store('armed', 2, '09:20:00');
      expect(await mode(await listed())).toBe('armed');
      expect(reads).toBe(2);
    });

    it('are not taken for the one of the list when they have changed since', async () => {
      store('armed', 3, '09:30:00');
      const before = await listed();
      store('paused', 4, '09:30:01');
      expect(await mode(before)).toBe('paused');
      expect(await mode(before)).toBe('paused');
      expect(await mode(await listed())).toBe('paused');
      expect(reads).toBe(2);
    });

    it('are read each time by who acts on no list', async () => {
      store('armed', 5, '09:40:00');
      expect([await mode(), await mode()]).toEqual(['armed', 'armed']);
      expect(reads).toBe(2);
    });

    it('are read each time while they are malformed', async () => {
      store('wrong', 6, '09:50:00');
      const revision = await listed();
      await expect(mode(revision)).rejects.toMatchObject({ name: 'InvalidPolicy' });
      await expect(mode(revision)).rejects.toMatchObject({ name: 'InvalidPolicy' });
      expect(reads).toBe(2);
    });
  });

  it('are read all at once over all pages, and a malformed one is an error', async () => {
    const parameter = (targetId: string) => ({
      Name: `${PATH}/${targetId}`,
      Value: JSON.stringify({ ...POLICY, targetId }),
    });
    const paged = port(({ NextToken }) =>
      NextToken === undefined
        ? { Parameters: [parameter('orders')], NextToken: 'more' }
        : { Parameters: [parameter('invoices')] },
    );
    expect((await paged.all()).map(({ targetId }) => targetId)).toEqual(['orders', 'invoices']);
    const malformed = port(() => ({ Parameters: [{ Name: `${PATH}/orders`, Value: '{}' }] }));
    await expect(malformed.all()).rejects.toMatchObject({
      name: 'InvalidPolicy',
      message: expect.stringContaining(`${PATH}/orders`),
    });
  });

  it('are read and checked', async () => {
    const policies = port(({ Name }) => ({
      Parameter: { Value: JSON.stringify({ ...POLICY, mode: Name?.split('/').at(-1) }) },
    }));
    expect(await policies.find('paused')).toEqual({ ...POLICY, mode: 'paused' });
    await expect(policies.find('orders')).rejects.toMatchObject({
      name: 'InvalidPolicy',
      message: expect.stringContaining(`${PATH}/orders: policy.mode is "orders"`),
    });
  });

  it('that are missing are told from those that cannot be read', async () => {
    const failing = (name: string) =>
      port(() => {
        throw named(name);
      }).find('orders');
    await expect(failing('ParameterNotFound')).rejects.toMatchObject({ name: 'UnknownTarget' });
    await expect(failing('ThrottlingException')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
