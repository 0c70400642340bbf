import type { GetPolicyResponse } from '@aws-sdk/client-lambda';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { HttpApi, Stage } from './http-api';
import type { RouteKey } from './route-key';

const PRINCIPAL = { kind: 'service', service: 'apigateway.amazonaws.com' } as const;

/** Whether the function's resource policy lets this route call it. */
export async function mayInvoke(
  platform: Platform,
  functionArn: string,
  {
    api,
    stage,
    method,
    key,
  }: { readonly api: HttpApi; readonly stage: Stage; readonly method: string; readonly key: RouteKey },
): Promise<boolean> {
  const path = key.segments === undefined ? '$default' : `${method}${key.text.slice(key.text.indexOf('/'))}`;
  const source = `arn:aws:execute-api:${platform.region}:${platform.account}:${api.id}/${stage.name}/${path}`;
  const statements = await statementsOf(platform, functionArn);
  return statements.some(
    ({ Effect, Action, Principal, Condition }) =>
      Effect === 'Allow' &&
      (Action === 'lambda:InvokeFunction' || Action === 'lambda:*') &&
      (Principal === '*' || Principal?.Service === PRINCIPAL.service) &&
      matchesArn(Condition?.ArnLike?.['AWS:SourceArn'], source) &&
      (Condition?.StringEquals?.['AWS:SourceAccount'] ?? platform.account) === platform.account,
  );
}

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Principal?: '*' | { readonly Service?: string };
  readonly Condition?: {
    readonly ArnLike?: { readonly 'AWS:SourceArn'?: string };
    readonly StringEquals?: { readonly 'AWS:SourceAccount'?: string };
  };
}

async function statementsOf(platform: Platform, functionArn: string): Promise<readonly Statement[]> {
  try {
    const { Policy } = await platform.call<GetPolicyResponse>(
      'lambda',
      'GetPolicy',
      { FunctionName: functionArn },
      PRINCIPAL,
    );
    return (JSON.parse(Policy ?? '{}') as { Statement?: Statement[] }).Statement ?? [];
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') return [];
    throw error;
  }
}

/** ArnLike: `*` and `?` within each of the six parts that colons divide. */
function matchesArn(pattern: string | undefined, arn: string): boolean {
  if (pattern === undefined) return true;
  const patterns = pattern.split(':');
  return arn.split(':').every((part, index) => toExpression(patterns[index] ?? '').test(part));
}

function toExpression(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}
