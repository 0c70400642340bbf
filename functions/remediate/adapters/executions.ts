import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { nameOf } from '../errors';
import type { ExecutionsPort } from '../ports';

/** Executions of the state machine that heals. */
export function healExecutions(stateMachineArn: string, client = new SFNClient({})): ExecutionsPort {
  return {
    async find(executionArn) {
      try {
        const { status, stopDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return { running: status === 'RUNNING' || status === 'PENDING_REDRIVE', stoppedAt: stopDate?.getTime() };
      } catch (error) {
        // Step Functions forgets what ended 90 days ago; an ARN that is none was written by hand.
        if (nameOf(error) === 'ExecutionDoesNotExist' || nameOf(error) === 'InvalidArn') return undefined;
        throw error;
      }
    },

    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        if (nameOf(error) !== 'ExecutionAlreadyExists') throw error;
      }
    },
  };
}
