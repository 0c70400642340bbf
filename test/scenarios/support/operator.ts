import { DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { heal } from '../../../cli/heal';
import { HEALER_ENVIRONMENT, policyParameterName } from '../../../functions/contract';
import type { ProtectedService } from './protected-service';

/** What the operator of a target does, as the runbooks say. */

/** Runs the command `heal`, as ana, without being asked back. @returns what it prints */
export async function operate({ cloud, clock }: ProtectedService, ...words: readonly string[]): Promise<string> {
  const said: string[] = [];
  const exitCode = await clock.drive('heal', () =>
    heal([...words, '--by', 'ana'], {
      client: (ClientClass) => cloud.client(ClientClass),
      print: (text) => said.push(text),
      complain: (text) => said.push(text),
      confirm: async () => true,
      columns: 120,
    }),
  );
  if (exitCode !== 0) throw new Error(`heal ${words.join(' ')}: ${said.join('\n')}`);
  return said.join('\n');
}

/** Mutes all alarms of the target, or lets them act again. */
export async function mute(service: ProtectedService, muted: boolean): Promise<void> {
  const AlarmNames = Object.keys(await service.alarmStates());
  const Command = muted ? DisableAlarmActionsCommand : EnableAlarmActionsCommand;
  await service.cloudwatch.send(new Command({ AlarmNames }));
}

/** Takes the storm brake off, for scenarios in which many targets fail at once for reasons of their own. */
export async function releaseBrake({ lambda, clock }: ProtectedService): Promise<void> {
  await clock.drive('release brake', async () => {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const diagnose = Functions.find(({ FunctionName }) => FunctionName?.includes('-healer-Diagnose'));
    const FunctionName = diagnose?.FunctionName ?? '';
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, [HEALER_ENVIRONMENT.stormShare]: '0' };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    await clock.sleep(10_000);
  });
}

/** Takes a target from under protection: no patrol looks at it any more, which is cheaper for the scenarios after. */
export async function retire({ cloud, targetId }: ProtectedService): Promise<void> {
  await cloud.client(SSMClient).send(new DeleteParameterCommand({ Name: policyParameterName('dev', targetId) }));
}
