import type {
  AliasConfiguration,
  CreateAliasRequest,
  DeleteAliasRequest,
  GetAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { checkWeights, routingAt } from './alias-weights';
import { functionNotFound, resourceConflict, resourceNotFound, staleRevision, validation } from './errors';
import type { Alias, LambdaFunction } from './lambda-function';
import { page } from './pages';
import type { FunctionStore } from './store';

export const aliasOperations = (store: FunctionStore) => ({
  CreateAlias(input: CreateAliasRequest): AliasConfiguration {
    only('CreateAlias', input, ['FunctionName', 'Name', 'FunctionVersion', 'Description', 'RoutingConfig']);
    const reference = store.reference(input.FunctionName ?? '');
    if (!store.has(reference.name)) throw functionNotFound(`${store.arn(reference.name)}:${input.FunctionVersion}`);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const name = aliasName(input.Name);
    const functionVersion = existingVersion(owner, input.FunctionVersion);
    const weights = checkWeights(input.RoutingConfig?.AdditionalVersionWeights ?? {}, functionVersion, owner);
    if (owner.aliases.has(name)) throw resourceConflict(`Alias already exists: ${owner.arn}:${name}`);
    const alias = {
      name,
      functionVersion,
      description: input.Description ?? '',
      weights,
      revisionId: store.newRevisionId(),
    };
    owner.aliases.set(name, alias);
    return view(owner, alias);
  },

  GetAlias(input: GetAliasRequest): AliasConfiguration {
    only('GetAlias', input, ['FunctionName', 'Name']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const alias = owner.aliases.get(input.Name ?? '');
    if (alias === undefined) throw resourceNotFound(`Cannot find alias arn: ${owner.arn}:${input.Name}`);
    return view(owner, alias);
  },

  ListAliases(input: ListAliasesRequest): ListAliasesResponse {
    only('ListAliases', input, ['FunctionName', 'FunctionVersion', 'Marker', 'MaxItems']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const wanted = input.FunctionVersion;
    const aliases = [...owner.aliases.values()]
      .filter((alias) => wanted === undefined || alias.functionVersion === wanted || wanted in alias.weights)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(aliases, input);
    return { Aliases: items.map((alias) => view(owner, alias)), ...next };
  },

  /** Gives a new RevisionId even when nothing changes. Weights that are not mentioned stay; an empty map clears them. */
  UpdateAlias(input: UpdateAliasRequest): AliasConfiguration {
    only('UpdateAlias', input, [
      'FunctionName',
      'Name',
      'FunctionVersion',
      'Description',
      'RoutingConfig',
      'RevisionId',
    ]);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const current = owner.aliases.get(input.Name ?? '');
    if (current === undefined) throw resourceNotFound(`Alias not found: ${owner.arn}:${input.Name}`);
    if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) throw staleRevision();
    const functionVersion =
      input.FunctionVersion === undefined ? current.functionVersion : existingVersion(owner, input.FunctionVersion);
    const alias: Alias = {
      name: current.name,
      functionVersion,
      description: input.Description ?? current.description,
      weights: checkWeights(input.RoutingConfig?.AdditionalVersionWeights ?? current.weights, functionVersion, owner),
      revisionId: store.newRevisionId(),
      before: { ...routingAt(current, store.now()), until: store.aliasEffect() },
    };
    owner.aliases.set(alias.name, alias);
    return view(owner, alias);
  },

  /** Succeeds for an alias that does not exist. */
  DeleteAlias(input: DeleteAliasRequest): object {
    only('DeleteAlias', input, ['FunctionName', 'Name']);
    store.findUnqualified(input.FunctionName ?? '').aliases.delete(input.Name ?? '');
    return {};
  },
});

function aliasName(name = ''): string {
  if (/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) return name;
  throw validation(
    `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
  );
}

function existingVersion(owner: LambdaFunction, version = ''): string {
  if (version !== '$LATEST' && !owner.versions.has(version)) throw functionNotFound(`${owner.arn}:${version}`);
  return version;
}

function view(owner: LambdaFunction, alias: Alias): AliasConfiguration {
  return {
    AliasArn: `${owner.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(alias.weights).length === 0
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } } }),
    RevisionId: alias.revisionId,
  };
}
