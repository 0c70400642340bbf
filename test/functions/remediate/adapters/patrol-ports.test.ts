import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { healExecutions } from '../../../../functions/remediate/adapters/executions';
import { ringingAlarms } from '../../../../functions/remediate/adapters/ringing';
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

describe('The alarms that ring', () => {
  it('are asked for by name and state, composite ones apart', async () => {
    const { client, sent } = fakeClient<CloudWatchClient>(() => ({}));
    await ringingAlarms(client)(['a', 'b'], ['b']);
    expect(sent).toEqual([
      { AlarmNames: ['a'], StateValue: 'ALARM', MaxRecords: 100 },
      { AlarmNames: ['b'], StateValue: 'ALARM', MaxRecords: 100, AlarmTypes: ['CompositeAlarm'] },
    ]);
  });

  it('are not asked for without a name, which would mean all of them', async () => {
    const { client, sent } = fakeClient<CloudWatchClient>(() => ({}));
    await ringingAlarms(client)(['a'], ['a']);
    expect(sent.map(({ AlarmNames }) => AlarmNames)).toEqual([['a']]);
  });

  it('come with the time and reason of their change', async () => {
    const { client } = fakeClient<CloudWatchClient>(() => ({
      MetricAlarms: [
        {
          AlarmName: 'a',
          AlarmArn: 'arn:a',
          ActionsEnabled: false,
          ComparisonOperator: 'GreaterThanThreshold',
          StateTransitionedTimestamp: new Date(1_000),
          StateUpdatedTimestamp: new Date(2_000),
          StateReason: 'because',
          StateReasonData: '{}',
        },
      ],
    }));
    expect(await ringingAlarms(client)(['a'], [])).toEqual([
      {
        name: 'a',
        arn: 'arn:a',
        actionsEnabled: false,
        comparison: 'GreaterThanThreshold',
        stateAt: 1_000,
        reason: 'because',
        reasonData: '{}',
      },
    ]);
  });
});

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
