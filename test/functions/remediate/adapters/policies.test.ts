import type { SSMClient } from '@aws-sdk/client-ssm';
import { policyParameters } from '../../../../functions/remediate/adapters/policies';
import { named } from '../support/fakes';
import { POLICY } from '../support/policy';

const PATH = '/self-healing/dev/targets';

const port = (answer: (input: { Name?: string; NextToken?: string }) => unknown) =>
  policyParameters(PATH, { send: async ({ input }: { input: never }) => answer(input) } as unknown as SSMClient);

describe('Policies', () => {
  it('are listed over all pages, by target', async () => {
    const policies = port(({ NextToken }) =>
      NextToken === undefined
        ? { Parameters: [{ Name: `${PATH}/orders` }], NextToken: 'more' }
        : { Parameters: [{ Name: `${PATH}/invoices` }] },
    );
    expect(await policies.targetIds()).toEqual(['invoices', 'orders']);
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
