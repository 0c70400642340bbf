import type { Policy } from '../policy';
import { aliasRecords, type VersionEnvironment } from './alias-record';
import type { AliasState, Ports } from './ports';

type Variables = Readonly<Record<string, string>>;

/**
 * The variables of the live version that have to do with injected faults. A version's environment never changes, so what it
 * says is kept with the last sight of the alias, and Lambda is asked once for each revision of the alias instead of every
 * minute: all targets of an account share 15 calls a second of its control plane.
 * @param kept what is on record, of whatever version
 * @returns null when they cannot be read: that is not kept, and asked again the next time
 */
export async function faultVariablesOf(
  { table, lambda }: Pick<Ports, 'table' | 'lambda'>,
  policy: Policy,
  { version, revisionId }: Pick<AliasState, 'version' | 'revisionId'>,
  kept: VersionEnvironment | undefined,
): Promise<Variables | null> {
  const names = namesIn(policy);
  if (names.length === 0) return {};
  // A policy may have come to ask for more.
  const isKnown = kept?.revisionId === revisionId && names.every((name) => Object.hasOwn(kept.variables, name));
  if (isKnown) return present(kept.variables);
  const variables = (await lambda.configuration(policy, version))?.variables;
  if (variables == null) return null;
  const asked = Object.fromEntries(names.map((name) => [name, variables[name] ?? null]));
  await aliasRecords(table).noteEnvironment(policy.targetId, { revisionId, variables: asked });
  return present(asked);
}

function namesIn({ faultVariables, faultUntilVariable }: Policy): readonly string[] {
  return [...new Set([...Object.keys(faultVariables), ...(faultUntilVariable === null ? [] : [faultUntilVariable])])];
}

function present(variables: VersionEnvironment['variables']): Variables {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== null));
}
