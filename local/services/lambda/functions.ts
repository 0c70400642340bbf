import type {
  DeleteFunctionRequest,
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { describe, summarize } from './configuration-view';
import { invalidParameter, resourceConflict } from './errors';
import type { EnvironmentPool } from './execution/pool';
import type { FunctionVersion, LambdaFunction } from './lambda-function';
import { page } from './pages';
import { type FunctionStore, versionOf } from './store';

export const functionOperations = (store: FunctionStore, pool: EnvironmentPool) => ({
  GetFunction(input: GetFunctionRequest): GetFunctionResponse {
    only('GetFunction', input, ['FunctionName', 'Qualifier']);
    const found = store.find(input.FunctionName ?? '', input.Qualifier);
    const version = versionOf(found);
    const { tags, reservedConcurrency } = found.function;
    return {
      Configuration: describe(found.function, version, found.qualifier, store.now()),
      // AWS gives a link for ten minutes to the zip; here it lies on the same machine, or unpacked as the folder of an asset.
      Code: {
        RepositoryType: 'S3',
        Location: `file://${version.settings.code.archive ?? version.settings.code.folder}`,
      },
      ...(Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } }),
      ...(reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
    };
  },

  GetFunctionConfiguration(input: GetFunctionConfigurationRequest): FunctionConfiguration {
    only('GetFunctionConfiguration', input, ['FunctionName', 'Qualifier']);
    const found = store.find(input.FunctionName ?? '', input.Qualifier);
    return describe(found.function, versionOf(found), found.qualifier, store.now());
  },

  ListFunctions(input: ListFunctionsRequest): ListFunctionsResponse {
    only('ListFunctions', input, ['FunctionVersion', 'Marker', 'MaxItems']);
    const all = input.FunctionVersion === 'ALL';
    const entries = store
      .all()
      .flatMap(
        (owner): Array<[LambdaFunction, FunctionVersion]> =>
          all ? [owner.latest, ...owner.versions.values()].map((version) => [owner, version]) : [[owner, owner.latest]],
      );
    const { items, next } = page(entries, input);
    return {
      Functions: items.map(([owner, version]) => summarize(owner, version, all ? version.version : undefined)),
      ...next,
    };
  },

  /** With a qualifier deletes that version, else the function with all its versions and aliases. */
  DeleteFunction(input: DeleteFunctionRequest): object {
    only('DeleteFunction', input, ['FunctionName', 'Qualifier']);
    const { name, qualifier } = store.reference(input.FunctionName ?? '', input.Qualifier);
    if (qualifier === '$LATEST') {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    const { function: owner } = store.find(name);
    if (qualifier === undefined) {
      store.remove(owner.name);
      pool.endUnserved();
      return { StatusCode: 204 };
    }
    if (!/^\d+$/.test(qualifier)) throw invalidParameter('Deletion of aliases is not currently supported.');
    const users = [...owner.aliases.values()].filter(
      (alias) => alias.functionVersion === qualifier || qualifier in alias.weights,
    );
    if (users.length > 0) {
      const names = users.map((alias) => alias.name).join(', ');
      throw resourceConflict(`Unable to delete version because the following aliases reference it: [${names}]`);
    }
    // AWS answers 204 for a version that is gone, too, so that a repeated deletion is none.
    owner.versions.delete(qualifier);
    owner.policies.delete(qualifier);
    pool.endUnserved();
    return { StatusCode: 204 };
  },
});
