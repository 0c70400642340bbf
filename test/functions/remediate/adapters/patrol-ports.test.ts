import type { SFNClient } from '@aws-sdk/client-sfn';
import { healExecutions } from '../../../../functions/remediate/adapters/executions';
import { named } from '../support/fakes';

type Command = { input: Record<string, unknown> };

/** A client that notes what it is sent and answers, or throws. */
function fakeClient<Client>(answer: (input: Record<string, unknown>) => unknown) {
  const sent: Record<string, unknown>[] = [];
  const send = async ({ input }: Command) => {
    sent.push(input);
    return answer(input);
  };
  return { client: { send } as unknown as Client, sent };
}

describe('The executions that heal', () => {
  const executions = (answer: () => unknown) => healExecutions('arn:heal', fakeClient<SFNClient>(answer).client);
  const fail = (name: string) => () => {
    throw named(name);
  };

  it('are found running, ended, or not at all', async () => {
    expect(await executions(() => ({ status: 'RUNNING' })).find('x')).toEqual({ running: true, stoppedAt: undefined });
    const ended = executions(() => ({ status: 'ABORTED', stopDate: new Date(1_000) }));
    expect(await ended.find('x')).toEqual({ running: false, stoppedAt: 1_000 });
    expect(await executions(fail('ExecutionDoesNotExist')).find('x')).toBeUndefined();
    await expect(executions(fail('ThrottlingException')).find('x')).rejects.toThrow('ThrottlingException');
  });

  it('are started once for each name', async () => {
    const { client, sent } = fakeClient<SFNClient>(() => ({}));
    await healExecutions('arn:heal', client).start('patrol-1', { targetId: 'orders' });
    expect(sent).toEqual([{ stateMachineArn: 'arn:heal', name: 'patrol-1', input: '{"targetId":"orders"}' }]);
    await expect(executions(fail('ExecutionAlreadyExists')).start('patrol-1', {})).resolves.toBeUndefined();
    await expect(executions(fail('StateMachineDoesNotExist')).start('patrol-1', {})).rejects.toThrow();
  });
});
