import type { Platform } from '../../kernel/platform';
import type { HttpApi, Stage } from './http-api';
import type { RouteKey } from './route-key';

/** What a function's permission can name as the source of a call: API, stage and route. */
export function sourceArn(
  { region, account }: Pick<Platform, 'region' | 'account'>,
  {
    api,
    stage,
    method,
    key,
  }: { readonly api: HttpApi; readonly stage: Stage; readonly method: string; readonly key: RouteKey },
): string {
  const path = key.segments === undefined ? '$default' : `${method}${key.text.slice(key.text.indexOf('/'))}`;
  return `arn:aws:execute-api:${region}:${account}:${api.id}/${stage.name}/${path}`;
}
