import type { Clock } from '../kernel/clock';
import type { Principal } from '../kernel/credentials';
import type { Passage, PassingCall } from '../kernel/dispatcher';
import { ServiceError } from '../kernel/errors';
import { fits } from './crashes';
import type { CallFault, When } from './fault';
import type { Faults } from './faults';
import { serverError, throttlingError } from './service-errors';

const KINDS = ['throttle', 'error', 'serverError', 'latency'] as const;

/** Lets a call pass through the rules: some delay it, some answer with an error instead of it or of its answer. */
export const throughFaults =
  (faults: Faults, clock: Clock): Passage =>
  (call, proceed) =>
    faults.crashes.around(call.principal, call, async () => {
      await meet(faults, clock, call, 'before');
      const output = await proceed();
      await meet(faults, clock, call, 'after');
      return output;
    });

/** @throws ServiceError of the first rule that has one */
async function meet(faults: Faults, clock: Clock, call: PassingCall, when: When): Promise<void> {
  const applies = (fault: CallFault): boolean =>
    ('when' in fault ? (fault.when ?? 'before') : 'before') === when &&
    fits(fault, call) &&
    (fault.principal === undefined || namesOf(call.principal).some((name) => name.includes(fault.principal ?? '')));
  for (const { fault, draw } of faults.hits(KINDS, applies)) {
    switch (fault.kind) {
      case 'latency':
        await clock.sleep(draw(fault.milliseconds));
        break;
      case 'throttle':
        throw throttlingError(call.service, call.operation);
      case 'serverError':
        throw serverError(call.service);
      case 'error':
        throw new ServiceError(fault.code, fault.message ?? `${fault.code} by a fault rule`, fault.status);
      default:
        throw new Error(`Unknown kind: ${JSON.stringify(fault satisfies never)}`);
    }
  }
}

function namesOf(principal: Principal): readonly string[] {
  switch (principal.kind) {
    case 'role':
      return [principal.arn, principal.session, ...(principal.origin === undefined ? [] : [principal.origin])];
    case 'service':
      return [principal.service];
    case 'operator':
      return [principal.arn];
    default:
      throw new Error(`Unknown principal: ${JSON.stringify(principal satisfies never)}`);
  }
}
