import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Policy, RoleKind } from '../../policy';
import { ERROR_NAMES } from '../core/error-names';
import { messageOf, nameOf, TaskError } from '../errors';
import type { Clock } from '../ports';
import { systemClock } from './clock';

type Actee = Pick<Policy, 'targetId' | 'roles'>;

/** The client that acts on a target. @throws TargetRefused, as do the client's calls */
type ClientOf<Client> = (target: Actee) => Client;

/** @param make is given the credentials; shares them with the other clients of the same target */
export type TargetClients = <Client>(make: (configuration: Configuration) => Client) => ClientOf<Client>;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Configuration {
  readonly credentials?: () => Promise<Credentials>;
}

/**
 * New ones are asked for this long before the old ones end, which is when the SDK's clients ask, too. Sessions last an
 * hour, STS's default, and the most that it gives to a role that becomes another role:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
const EARLY_MILLISECONDS = 300_000;

/**
 * Acts on each target in the target's own role: one client for each, kept for as long as the environment is warm. (Two of
 * them take less than 50 KB, so that a thousand targets leave most of a function's 256 MB.) A target whose policy names
 * no roles was registered by an older release, which granted what was needed to the healer's own role.
 * @param task names the session, so that a trail of the account says which of the healer's tasks it was
 */
export function targetClients(
  kind: RoleKind,
  task: string,
  sts: Pick<STSClient, 'send'> = new STSClient({}),
  clock: Clock = systemClock,
): TargetClients {
  const sessions = new Map<string, () => Promise<Credentials>>();

  return <Client>(make: (configuration: Configuration) => Client): ClientOf<Client> => {
    const clients = new Map<string, Client>();
    return ({ targetId, roles }) => {
      const role = roles === null ? OWN : roles[kind];
      if (role === undefined) throw refused(targetId, `its policy names no role to ${kind} in`);
      const client = clients.get(role) ?? make(role === OWN ? {} : { credentials: session(role, targetId) });
      clients.set(role, client);
      return client;
    };
  };

  function session(role: string, targetId: string): () => Promise<Credentials> {
    const known = sessions.get(role) ?? renewed(() => assume(role, targetId), clock);
    sessions.set(role, known);
    return known;
  }

  async function assume(role: string, targetId: string): Promise<Credentials> {
    try {
      const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: task }));
      return {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
        expiration: given?.Expiration ?? new Date(clock.now()),
      };
    } catch (error) {
      // STS says the same of a role that does not exist.
      if (nameOf(error) !== 'AccessDenied') throw error;
      throw refused(targetId, `role ${role} is not there, or does not trust ${task} (${messageOf(error)})`, error);
    }
  }
}

/** Stands for the function's own role. */
const OWN = '';

function refused(targetId: string, why: string, cause?: unknown): TaskError {
  return new TaskError(ERROR_NAMES.targetRefused, `The healer may not act on target ${targetId}: ${why}.`, { cause });
}

/** Asks once for all who want them at the same time, and again when they are about to end. */
function renewed(ask: () => Promise<Credentials>, clock: Clock): () => Promise<Credentials> {
  let held: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;
  return async () => {
    if (held !== undefined && held.expiration.getTime() - clock.now() > EARLY_MILLISECONDS) return held;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    held = await asking;
    return held;
  };
}
