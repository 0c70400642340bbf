import type { RandomStream } from '../../kernel/random';
import { routeAlias } from './alias-weights';
import type { FunctionVersion, LambdaFunction } from './lambda-function';
import { versionOf } from './store';

/** Which version serves an invocation, and by which name it was called. */
export interface Route {
  readonly owner: LambdaFunction;
  readonly version: FunctionVersion;
  readonly qualifier: string | undefined;
  readonly throughAlias: boolean;
  /** As the function's context shows it: with the qualifier that the caller used. */
  readonly functionArn: string;
}

/** @param now ms since the epoch */
export function routeOf(
  owner: LambdaFunction,
  qualifier: string | undefined,
  now: number,
  chance: RandomStream,
): Route {
  const alias = qualifier === undefined ? undefined : owner.aliases.get(qualifier);
  const target = alias === undefined ? qualifier : routeAlias(alias, now, chance);
  return {
    owner,
    // While an update of $LATEST runs, the configuration before it serves.
    version:
      target === undefined || target === '$LATEST' ? owner.serving : versionOf({ function: owner, qualifier: target }),
    qualifier,
    throughAlias: alias !== undefined,
    functionArn: qualifier === undefined ? owner.arn : `${owner.arn}:${qualifier}`,
  };
}
