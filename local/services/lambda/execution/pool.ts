import type { FunctionVersion, LambdaFunction } from '../lambda-function';
import type { Environment } from './environment';

/**
 * Idle environments kept; further ones end, oldest first. Each is a thread with some 10 to 20 MB. Enough for a healer of 16
 * functions and tens of targets that are called every second: with fewer, each call would end the environment of the next.
 */
export interface PoolLimits {
  readonly idlePerVersion: number;
  readonly idle: number;
}

export const DEFAULT_POOL_LIMITS: PoolLimits = { idlePerVersion: 2, idle: 96 };

interface Idle {
  readonly owner: LambdaFunction;
  readonly version: FunctionVersion;
  readonly environment: Environment;
}

/** Which environments wait for an invocation of which version. The last one used is used first, as Lambda tends to. */
export class EnvironmentPool {
  /** Oldest first. */
  private idle: Idle[] = [];
  private readonly alive = new Set<Environment>();
  private readonly ending = new Set<Promise<void>>();

  constructor(
    private readonly isServed: (owner: LambdaFunction, version: FunctionVersion) => boolean,
    private readonly limits: PoolLimits,
  ) {}

  /** A warm environment of this version; it belongs to the caller until `keep` or `discard`. */
  take(version: FunctionVersion): Environment | undefined {
    const found = this.idle.findLast((entry) => entry.version === version);
    this.idle = this.idle.filter((entry) => entry !== found);
    return found?.environment;
  }

  add(environment: Environment): void {
    this.alive.add(environment);
  }

  /** Gives an environment back for the next invocation, unless its function has moved on meanwhile. */
  keep(owner: LambdaFunction, version: FunctionVersion, environment: Environment): void {
    if (!environment.alive || !this.isServed(owner, version)) {
      this.discard(environment);
      return;
    }
    this.idle.push({ owner, version, environment });
    const same = this.idle.filter((entry) => entry.version === version);
    if (same.length > this.limits.idlePerVersion) this.retire(same[0]);
    if (this.idle.length > this.limits.idle) this.retire(this.idle[0]);
  }

  /** The environment has ended by itself. */
  forget(environment: Environment): void {
    this.alive.delete(environment);
    this.idle = this.idle.filter((entry) => entry.environment !== environment);
  }

  discard(environment: Environment): void {
    this.forget(environment);
    const ending = environment.destroy();
    this.ending.add(ending);
    ending.finally(() => this.ending.delete(ending));
  }

  /** Ends idle environments of versions that no longer serve: deleted, or replaced by an update. */
  endUnserved(): void {
    for (const entry of this.idle.filter(({ owner, version }) => !this.isServed(owner, version))) this.retire(entry);
  }

  async close(): Promise<void> {
    for (const environment of this.alive) this.discard(environment);
    this.idle = [];
    await Promise.all(this.ending);
  }

  private retire(entry: Idle | undefined): void {
    if (entry === undefined) return;
    this.idle = this.idle.filter((other) => other !== entry);
    this.discard(entry.environment);
  }
}
