import type { Principal } from '../kernel/credentials';
import { ServiceError } from '../kernel/errors';
import type { CallPattern, CrashFault, NthCall } from './fault';
import type { Faults } from './faults';

/** An invocation that is running. */
interface Running {
  readonly functionName: string;
  /** Ends the process; resolves when it has ended. */
  readonly kill: () => Promise<void>;
  /** Calls so far that fit a rule, by its id. */
  readonly counts: Map<string, number>;
}

/** Functions that run, by execution environment, so that a rule can end one of them between two of its steps. */
export class Crashes {
  private readonly running = new Map<string, Running>();

  constructor(private readonly faults: Faults) {}

  begin(environment: string, functionName: string, kill: () => Promise<void>): void {
    this.running.set(environment, { functionName, kill, counts: new Map() });
  }

  end(environment: string): void {
    this.running.delete(environment);
  }

  /** Whether a rule ends the process of this function here. */
  hitsHandler(functionName: string, at: 'beforeHandler' | 'afterHandler'): boolean {
    const applies = (fault: CrashFault): boolean => fault.at === at && functionName.includes(fault.function);
    return !this.faults.hits(['crash'], applies).next().done;
  }

  /**
   * Lets a call of a function pass, unless a rule ends the function before or after it.
   * @throws ServiceError that nobody receives, when the function has ended
   */
  async around<Output>(
    principal: Principal,
    call: { readonly service: string; readonly operation: string },
    proceed: () => Promise<Output>,
  ): Promise<Output> {
    const running =
      principal.kind === 'role' && principal.environment !== undefined
        ? this.running.get(principal.environment)
        : undefined;
    if (running === undefined) return proceed();
    const hit = this.hitOn(running, call);
    if (hit === undefined) return proceed();
    try {
      if ('afterCall' in hit) await proceed();
    } finally {
      await running.kill();
    }
    throw new ServiceError('CallerEnded', 'The caller has ended in the middle of this call.', 500);
  }

  private hitOn(running: Running, call: { readonly service: string; readonly operation: string }) {
    const applies = (fault: CrashFault, id: string): boolean => {
      const wanted = callOf(fault);
      if (wanted === undefined || !running.functionName.includes(fault.function) || !fits(wanted, call)) return false;
      const count = (running.counts.get(id) ?? 0) + 1;
      running.counts.set(id, count);
      return count === (wanted.nth ?? 1);
    };
    // All of them are asked, since each counts its calls; the first decides.
    const [first] = [...this.faults.hits(['crash'], applies)];
    return typeof first?.fault.at === 'object' ? first.fault.at : undefined;
  }
}

function callOf({ at }: CrashFault): NthCall | undefined {
  if (typeof at === 'string') return undefined;
  return 'beforeCall' in at ? at.beforeCall : at.afterCall;
}

export function fits(wanted: CallPattern, call: { readonly service: string; readonly operation: string }): boolean {
  return (
    (wanted.service === '*' || wanted.service === call.service) &&
    (wanted.operation === '*' || wanted.operation === call.operation)
  );
}
