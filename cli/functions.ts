import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import type { Policy } from '../functions/policy';
import type { AliasBefore } from './records';

export interface AliasNow extends AliasBefore {
  readonly revisionId: string;
}

type Alias = Pick<Policy, 'functionName' | 'aliasName'>;

export const readAlias = (lambda: LambdaClient, { functionName, aliasName }: Alias): Promise<AliasNow | undefined> =>
  unlessMissing(async () => {
    const found = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
    return {
      version: found.FunctionVersion ?? '',
      weights: found.RoutingConfig?.AdditionalVersionWeights ?? {},
      revisionId: found.RevisionId ?? '',
    };
  });

/** @returns false when the alias has changed since its revision was read */
export async function moveAlias(
  lambda: LambdaClient,
  { functionName, aliasName }: Alias,
  { version, weights }: AliasBefore,
  revisionId: string,
): Promise<boolean> {
  try {
    await lambda.send(
      new UpdateAliasCommand({
        FunctionName: functionName,
        Name: aliasName,
        FunctionVersion: version,
        // Also when there are none: left out, Lambda would keep those that are there.
        RoutingConfig: { AdditionalVersionWeights: { ...weights } },
        RevisionId: revisionId,
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'PreconditionFailedException') return false;
    throw error;
  }
}

export interface VersionNow {
  readonly codeSha256: string;
  /** Null when they cannot be decrypted. */
  readonly variables: Readonly<Record<string, string>> | null;
}

/** @returns undefined when there is no such version */
export const readVersion = (
  lambda: LambdaClient,
  functionName: string,
  version: string,
): Promise<VersionNow | undefined> =>
  unlessMissing(async () => {
    const { CodeSha256 = '', Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version }),
    );
    return {
      codeSha256: CodeSha256,
      variables: Environment?.Error === undefined ? (Environment?.Variables ?? {}) : null,
    };
  });

/** All published versions, newest first, without `$LATEST`. */
export async function listVersions(lambda: LambdaClient, functionName: string): Promise<string[]> {
  const found: string[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: functionName, ...(marker ? { Marker: marker } : {}) }),
    );
    found.push(...(page.Versions ?? []).flatMap(({ Version }) => (Version === undefined ? [] : [Version])));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return found.filter((version) => version !== '$LATEST').sort((a, b) => Number(b) - Number(a));
}

async function unlessMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** `version 2`, `version 1 and 10 % of version 2` */
export function describeAlias({ version, weights }: AliasBefore): string {
  const shares = Object.entries(weights).map(([other, weight]) => ` and ${percent(weight)} of version ${other}`);
  return `version ${version}${shares.join('')}`;
}

export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
