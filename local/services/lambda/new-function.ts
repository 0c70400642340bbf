import { resourceConflict } from './errors';
import type { FunctionSettings, LambdaFunction } from './lambda-function';
import type { FunctionStore } from './store';

interface NewFunction {
  readonly name: string;
  readonly settings: FunctionSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** Before it, ms since the epoch, the function is Pending. */
  readonly activeFrom?: number;
}

/** @throws ResourceConflictException */
export function refuseTakenName(store: FunctionStore, name: string): void {
  if (store.has(name)) throw resourceConflict(`Function already exist: ${name}`);
}

/** Enters a function with `$LATEST` alone. */
export function addFunction(
  store: FunctionStore,
  { name, settings, tags, reservedConcurrency, activeFrom }: NewFunction,
): LambdaFunction {
  const latest = {
    version: '$LATEST',
    settings,
    lastModified: store.now(),
    revisionId: store.newRevisionId(),
    ...(activeFrom === undefined ? {} : { activeFrom }),
  };
  const created: LambdaFunction = {
    name,
    arn: store.arn(name),
    tags,
    latest,
    serving: latest,
    updating: false,
    versions: new Map(),
    nextVersion: 1,
    aliases: new Map(),
    policies: new Map(),
    reservedConcurrency,
  };
  store.add(created);
  return created;
}
