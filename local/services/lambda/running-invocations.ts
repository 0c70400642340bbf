import type { ServiceError } from '../../kernel/errors';
import { ACCOUNT_CONCURRENCY, reserved } from './concurrency';
import { throttled } from './errors';
import type { LambdaFunction } from './lambda-function';
import type { FunctionStore } from './store';

/** Counts what runs at once. A function with reserved concurrency has it to itself; the others share the rest of the account's. */
export class RunningInvocations {
  private readonly running = new Map<LambdaFunction, number>();

  constructor(private readonly store: FunctionStore) {}

  /** How many of the function's run, with one more; or the error that this one more is refused with. */
  enter(owner: LambdaFunction): number | ServiceError {
    const running = this.running.get(owner) ?? 0;
    if (owner.reservedConcurrency !== undefined) {
      if (running >= owner.reservedConcurrency) return throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    } else if (this.unreserved() >= ACCOUNT_CONCURRENCY - reserved(this.store)) {
      return throttled('ConcurrentInvocationLimitExceeded');
    }
    this.running.set(owner, running + 1);
    return running + 1;
  }

  leave(owner: LambdaFunction): void {
    const running = (this.running.get(owner) ?? 1) - 1;
    if (running === 0) this.running.delete(owner);
    else this.running.set(owner, running);
  }

  private unreserved(): number {
    let sum = 0;
    for (const [owner, running] of this.running) if (owner.reservedConcurrency === undefined) sum += running;
    return sum;
  }
}
