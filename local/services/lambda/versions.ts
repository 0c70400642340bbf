import { isDeepStrictEqual } from 'node:util';
import type {
  FunctionConfiguration,
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
  PublishVersionRequest,
} from '@aws-sdk/client-lambda';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { describe, summarize } from './configuration-view';
import { invalidParameter, staleRevision } from './errors';
import type { FunctionSettings, FunctionVersion, LambdaFunction } from './lambda-function';
import { page } from './pages';
import type { FunctionStore } from './store';
import { refuseDuringUpdate } from './update-function-configuration';

/** What PublishVersion did: nothing, when code and configuration equal the last published version. */
export interface Published {
  readonly version: FunctionVersion;
  readonly isNew: boolean;
}

export const versionOperations = (platform: Platform, store: FunctionStore) => ({
  PublishVersion(input: PublishVersionRequest): FunctionConfiguration {
    only('PublishVersion', input, ['FunctionName', 'CodeSha256', 'Description', 'RevisionId']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    refuseDuringUpdate(owner, store.now());
    if (input.RevisionId !== undefined && input.RevisionId !== owner.latest.revisionId) throw staleRevision();
    refuseOtherCode(owner, input.CodeSha256);
    const { version, isNew } = publish(platform, store, owner, input.Description);
    if (isNew) version.activeFrom = store.now() + platform.latencies.versionCreation;
    return describe(owner, version, version.version, store.now());
  },

  ListVersionsByFunction(input: ListVersionsByFunctionRequest): ListVersionsByFunctionResponse {
    only('ListVersionsByFunction', input, ['FunctionName', 'Marker', 'MaxItems']);
    const owner = store.findUnqualified(input.FunctionName ?? '');
    const { items, next } = page([owner.latest, ...owner.versions.values()], input);
    return { Versions: items.map((version) => summarize(owner, version, version.version)), ...next };
  },
});

export function publish(
  platform: Platform,
  store: FunctionStore,
  owner: LambdaFunction,
  description?: string,
): Published {
  const { settings } = owner.latest;
  const last = [...owner.versions.values()].at(-1);
  if (last !== undefined && isDeepStrictEqual(comparable(last.published ?? last.settings), comparable(settings))) {
    return { version: last, isNew: false };
  }
  const version: FunctionVersion = {
    version: String(owner.nextVersion),
    settings: { ...settings, ...(description === undefined ? {} : { description }) },
    published: settings,
    lastModified: platform.clock.now(),
    revisionId: store.newRevisionId(),
  };
  owner.nextVersion += 1;
  owner.versions.set(version.version, version);
  owner.latest.revisionId = store.newRevisionId();
  return { version, isNew: true };
}

/** The description of `$LATEST` counts, the one that is given to a version does not; the folder is where the code happens to lie. */
function comparable({ code, ...rest }: FunctionSettings): object {
  return { ...rest, code: code.sha256 };
}

export function refuseOtherCode(owner: LambdaFunction, sha256: string | undefined): void {
  const current = owner.latest.settings.code.sha256;
  if (sha256 === undefined || sha256 === '' || sha256 === current) return;
  throw invalidParameter(
    `CodeSHA256 (${sha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}
