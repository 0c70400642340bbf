import type { Policy } from '../policy';
import { aliasRecords, type KeptVersion } from './alias-record';
import type { AliasState, Ports } from './ports';

type Variables = Readonly<Record<string, string>>;

/** What does not change of a version while it is live. */
export interface LiveVersion {
  readonly codeSha256: string;
  /** Those that have to do with injected faults; null when Lambda could not decrypt the environment. */
  readonly variables: Variables | null;
}

/**
 * What a published version is never changes, so it is kept with the last sight of the alias, and Lambda is asked once for
 * each revision of the alias instead of every minute: all targets of an account share 15 calls a second of its control plane.
 * @param kept what is on record, of whatever version
 * @returns undefined when there is no such version. An environment that cannot be read is not kept, and asked for again
 */
export async function liveVersionOf(
  { table, lambda }: Pick<Ports, 'table' | 'lambda'>,
  policy: Policy,
  { version, revisionId }: Pick<AliasState, 'version' | 'revisionId'>,
  kept: KeptVersion | undefined,
): Promise<LiveVersion | undefined> {
  const names = namesIn(policy);
  // A policy may have come to ask for more.
  const isKnown = kept?.revisionId === revisionId && names.every((name) => Object.hasOwn(kept.variables, name));
  if (isKnown) return { codeSha256: kept.codeSha256, variables: present(kept.variables) };
  const found = await lambda.configuration(policy, version);
  if (found === undefined) return undefined;
  const { codeSha256, variables } = found;
  // Where nobody asks for any, it does not matter that they cannot be read.
  if (variables === null && names.length > 0) return { codeSha256, variables: null };
  const asked = Object.fromEntries(names.map((name) => [name, variables?.[name] ?? null]));
  await aliasRecords(table).noteLive(policy.targetId, { revisionId, codeSha256, variables: asked });
  return { codeSha256, variables: present(asked) };
}

function namesIn({ faultVariables, faultUntilVariable }: Policy): readonly string[] {
  return [...new Set([...Object.keys(faultVariables), ...(faultUntilVariable === null ? [] : [faultUntilVariable])])];
}

function present(variables: KeptVersion['variables']): Variables {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== null));
}
