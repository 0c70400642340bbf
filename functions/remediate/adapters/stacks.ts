import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { messageOf, nameOf } from '../errors';
import type { StacksPort } from '../ports';
import type { TargetClients } from './target-clients';

/** Stacks as CloudFormation sees them. */
export function describeStacks(targets: TargetClients): StacksPort {
  const clientOf = targets((configuration) => new CloudFormationClient(configuration));
  return {
    async status(target, stackName) {
      try {
        const { Stacks = [] } = await clientOf(target).send(new DescribeStacksCommand({ StackName: stackName }));
        return Stacks[0]?.StackStatus ?? null;
      } catch (error) {
        // CloudFormation has no error of its own for it: "Stack with id <name> does not exist".
        if (nameOf(error) === 'ValidationError' && messageOf(error).endsWith('does not exist')) return null;
        throw error;
      }
    },
  };
}
