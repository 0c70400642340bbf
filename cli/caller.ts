import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Call } from './command';

/**
 * Who gives the command: what `--by` says, or else the name in AWS. Of a role, that is the name that its user has given
 * or signed in with: `arn:aws:sts::111122223333:assumed-role/Operators/ada` is ada.
 */
export async function caller({ world, given }: Call): Promise<string> {
  const named = given.options.by?.trim() ?? '';
  if (named !== '') return named;
  const { Arn = 'unknown' } = await world.client(STSClient).send(new GetCallerIdentityCommand({}));
  return Arn.slice(Arn.search(/[^/:]*$/));
}
