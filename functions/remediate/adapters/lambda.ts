import {
  type AliasConfiguration,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { nameOf } from '../errors';
import type { FunctionState, LambdaPort } from '../ports';
import type { TargetClients } from './target-clients';

/** Lambda's control plane, in the words of the healer. */
export function lambdaFunctions(targets: TargetClients): LambdaPort {
  const clientOf = targets((configuration) => new LambdaClient(configuration));
  return {
    alias: (target) =>
      unlessMissing(async () => {
        const { functionName, aliasName } = target;
        const alias = await clientOf(target).send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
        return {
          version: alias.FunctionVersion ?? '',
          weights: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
          revisionId: alias.RevisionId ?? '',
        };
      }),

    configuration: (target, qualifier) =>
      unlessMissing(async () => {
        return functionState(
          await clientOf(target).send(
            new GetFunctionConfigurationCommand({
              FunctionName: target.functionName,
              // Without one Lambda means $LATEST, and asks for a permission on the function rather than on a version.
              ...(qualifier === '$LATEST' ? {} : { Qualifier: qualifier }),
            }),
          ),
        );
      }),

    async versions(target) {
      const found: FunctionState[] = [];
      let marker: string | undefined;
      do {
        const page = await clientOf(target).send(
          new ListVersionsByFunctionCommand({
            FunctionName: target.functionName,
            ...(marker ? { Marker: marker } : {}),
          }),
        );
        found.push(...(page.Versions ?? []).map(functionState));
        marker = page.NextMarker;
      } while (marker);
      return found.filter(({ version }) => version !== '$LATEST');
    },

    async replaceVariables(target, variables, revisionId) {
      await clientOf(target).send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: target.functionName,
          Environment: { Variables: { ...variables } },
          RevisionId: revisionId,
        }),
      );
    },

    async publish(target, { codeSha256, revisionId, description }) {
      return functionState(
        await clientOf(target).send(
          new PublishVersionCommand({
            FunctionName: target.functionName,
            CodeSha256: codeSha256,
            RevisionId: revisionId,
            Description: description,
          }),
        ),
      );
    },

    async moveAlias(target, version, revisionId) {
      await clientOf(target).send(
        new UpdateAliasCommand({
          FunctionName: target.functionName,
          Name: target.aliasName,
          FunctionVersion: version,
          // Without it Lambda keeps the weights, and traffic with them.
          RoutingConfig: { AdditionalVersionWeights: {} },
          RevisionId: revisionId,
        }),
      );
    },

    async aliasedVersions(target) {
      const found = new Set<string>();
      let marker: string | undefined;
      do {
        const page = await clientOf(target).send(
          new ListAliasesCommand({ FunctionName: target.functionName, ...(marker ? { Marker: marker } : {}) }),
        );
        for (const version of (page.Aliases ?? []).flatMap(namedBy)) found.add(version);
        marker = page.NextMarker;
      } while (marker);
      return found;
    },

    async deleteVersion(target, version) {
      const { functionName } = target;
      // Without its qualifier this call deletes the function.
      if (!/^\d+$/.test(version)) throw new Error(`"${version}" is no version of ${functionName}; nothing is deleted.`);
      await clientOf(target).send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: version }));
    },
  };
}

const namedBy = ({ FunctionVersion, RoutingConfig }: AliasConfiguration): string[] => [
  ...(FunctionVersion === undefined ? [] : [FunctionVersion]),
  ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}),
];

async function unlessMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** What differs between versions without meaning anything for a release, or is compared on its own. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  '$metadata',
  'FunctionName',
  'FunctionArn',
  'Version',
  'RevisionId',
  'MasterArn',
  'Description',
  'LastModified',
  'CodeSha256',
  'CodeSize',
  // A hash over the configuration, variables included: a fault alone would change it.
  'ConfigSha256',
  'Environment',
  'State',
  'StateReason',
  'StateReasonCode',
  'LastUpdateStatus',
  'LastUpdateStatusReason',
  'LastUpdateStatusReasonCode',
  // Lambda moves $LATEST to newer runtimes by itself.
  'RuntimeVersionConfig',
  // For $LATEST it is always off; what was asked for is in ApplyOn, compared below.
  'SnapStart',
]);

function functionState(configuration: FunctionConfiguration): FunctionState {
  const { Environment, LastUpdateStatus, SnapStart, State } = configuration;
  return {
    version: configuration.Version ?? '',
    codeSha256: configuration.CodeSha256 ?? '',
    revisionId: configuration.RevisionId ?? '',
    variables: Environment?.Error === undefined ? (Environment?.Variables ?? {}) : null,
    updateStatus: LastUpdateStatus ?? 'Successful',
    pending: State === 'Pending',
    settings: {
      ...Object.fromEntries(Object.entries(configuration).filter(([name]) => !NOT_SETTINGS.has(name))),
      SnapStart: SnapStart?.ApplyOn ?? 'None',
    },
  };
}
