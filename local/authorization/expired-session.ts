import type { Clock } from '../kernel/clock';
import type { Passage } from '../kernel/dispatcher';
import { ServiceError } from '../kernel/errors';
import type { ServiceName } from '../kernel/platform';

/** Answers as AWS Query does, in which the error goes by a name of its own. */
const QUERY: readonly ServiceName[] = ['cloudformation', 'iam', 'sns', 'sts'];
const REST: readonly ServiceName[] = ['apigatewayv2', 'lambda'];

/** Stands before every operation, whether or not authorization is enforced: temporary credentials end when they said. */
export function refuseExpiredSessions(clock: Pick<Clock, 'now'>): Passage {
  return async ({ principal, service }, proceed) => {
    if (principal.kind === 'role' && principal.expiresAt !== undefined && principal.expiresAt <= clock.now()) {
      throw new ServiceError(
        QUERY.includes(service) ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
        QUERY.includes(service) || REST.includes(service) ? 403 : 400,
      );
    }
    return proceed();
  };
}
