import { ServiceError } from '../kernel/errors';
import type { ServiceName } from '../kernel/platform';
import type { Decision } from './evaluate';
import type { Request } from './request';

export type Denied = Exclude<Decision, { outcome: 'allowed' }>;

interface Style {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** How messages of the service write an action. */
  readonly spelling?: (action: string) => string;
}

const EXCEPTION_400: Style = { code: 'AccessDeniedException', status: 400 };
const EXCEPTION_403: Style = { code: 'AccessDeniedException', status: 403 };
/** Services that are, or once were, query services. */
const QUERY: Style = { code: 'AccessDenied', status: 403 };

const STYLES: Readonly<Record<ServiceName, Style>> = {
  apigatewayv2: EXCEPTION_403,
  cloudformation: QUERY,
  cloudwatch: QUERY,
  dynamodb: EXCEPTION_400,
  events: EXCEPTION_400,
  iam: QUERY,
  lambda: EXCEPTION_403,
  logs: EXCEPTION_400,
  sns: { code: 'AuthorizationError', status: 403, spelling: (action) => action.replace(/^sns:/, 'SNS:') },
  sqs: { ...QUERY, spelling: (action) => action.toLowerCase() },
  ssm: EXCEPTION_400,
  states: EXCEPTION_400,
  sts: QUERY,
};

/** What the service answers to a call that is not allowed. Texts as AWS gives them since 2021. */
export function denial(service: ServiceName, request: Request, decision: Denied): ServiceError {
  const { code, status, spelling = (action) => action } = STYLES[service];
  return new ServiceError(code, messageOf(request, spelling(request.action), decision), status);
}

function messageOf(request: Request, action: string, decision: Denied): string {
  const refusal = `${whoOf(request)} is not authorized to perform: ${action} on resource: ${request.resource}`;
  // STS gives no reason: it would tell strangers whom a role trusts.
  return action === 'sts:AssumeRole' ? refusal : `${refusal} ${reasonOf(decision, action)}`;
}

/** A service is shown by the resource that it calls for, as in the history of an alarm. */
function whoOf({ caller, context }: Request): string {
  switch (caller.kind) {
    case 'role':
      return `User: ${caller.sessionArn}`;
    case 'user':
      return `User: ${caller.arn}`;
    case 'service': {
      const source = context.get('aws:sourcearn');
      return source === undefined ? `User: ${caller.service}` : `Resource: ${source}`;
    }
    default:
      return caller satisfies never;
  }
}

export function reasonOf(decision: Denied, action: string): string {
  const kind = `${decision.where}-based policy`;
  switch (decision.outcome) {
    case 'explicitDeny':
      return `with an explicit deny in ${decision.where === 'identity' ? 'an' : 'a'} ${kind}`;
    case 'implicitDeny':
      return `because no ${kind} allows the ${action} action`;
    default:
      return decision satisfies never;
  }
}
