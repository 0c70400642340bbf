import { describeStacks } from '../../../../functions/remediate/adapters/stacks';
import { named } from '../support/fakes';
import { POLICY } from '../support/policy';
import { actingBy } from '../support/targets';

const stacks = (answer: () => unknown) => describeStacks(actingBy({ send: async () => answer() }));

const fail = (name: string, message: string) => () => {
  throw named(name, message);
};

describe('The stack of a target', () => {
  it('has the status that CloudFormation gives it', async () => {
    const port = stacks(() => ({ Stacks: [{ StackStatus: 'UPDATE_IN_PROGRESS' }] }));
    expect(await port.status(POLICY, 'orders')).toBe('UPDATE_IN_PROGRESS');
  });

  it('that is not there has none', async () => {
    const port = stacks(fail('ValidationError', 'Stack with id orders does not exist'));
    expect(await port.status(POLICY, 'orders')).toBeNull();
  });

  it.each([
    ['ValidationError', "1 validation error detected: Value '' at 'stackName' failed to satisfy constraint"],
    ['AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks'],
  ])('is not taken for absent because of %s: %s', async (name, message) => {
    await expect(stacks(fail(name, message)).status(POLICY, 'orders')).rejects.toThrow(message);
  });
});
