import { executionDoesNotExist, machineDoesNotExist } from './errors';
import { checkArn } from './names';
import { type Execution, interrupt } from './run/execution';
import type { StateMachine } from './state-machine';
import { machineOf, VersionStore } from './version-store';

/** Closed executions of one machine that stay: a patrol every minute must not fill the memory. AWS keeps 90 days. */
const MOST_CLOSED = 500;

/** State machines and the executions of Standard ones; Express executions are not kept, as on AWS. */
export class Store {
  readonly versions = new VersionStore();
  private readonly machines = new Map<string, StateMachine>();
  private readonly executions = new Map<string, Execution>();
  /** By machine ARN, oldest first. */
  private readonly byMachine = new Map<string, Execution[]>();
  private readonly express = new Set<Execution>();
  private readonly closeListeners = new Map<string, Set<() => void>>();

  allMachines(): StateMachine[] {
    return [...this.machines.values()];
  }

  findMachine(arn: string): StateMachine | undefined {
    return this.machines.get(arn);
  }

  /** @throws InvalidArn, StateMachineDoesNotExist. */
  machine(arn: string): StateMachine {
    checkArn(arn, 'stateMachine');
    const machine = this.machines.get(arn);
    if (machine === undefined) throw machineDoesNotExist(arn);
    return machine;
  }

  /** By the ARN of the machine, or of a version or an alias of it. @throws InvalidArn, StateMachineDoesNotExist. */
  machineBehind(arn: string): StateMachine {
    const isKnown = this.versions.findVersion(arn) !== undefined || this.versions.findAlias(arn) !== undefined;
    return this.machine(isKnown ? machineOf(arn) : arn);
  }

  putMachine(machine: StateMachine): void {
    this.machines.set(machine.arn, machine);
  }

  /** Running executions end with their machine. */
  deleteMachine(arn: string): void {
    this.machines.delete(arn);
    this.versions.removeAllOf(arn);
    const running = [...(this.byMachine.get(arn) ?? []), ...this.express].filter(({ machine }) => machine.arn === arn);
    for (const execution of running) if (execution.closing === undefined) interrupt(execution, { status: 'ABORTED' });
  }

  findExecution(arn: string): Execution | undefined {
    return this.executions.get(arn);
  }

  /** @throws InvalidArn, ExecutionDoesNotExist. */
  execution(arn: string): Execution {
    checkArn(arn, 'execution');
    const execution = this.executions.get(arn);
    if (execution === undefined) throw executionDoesNotExist(arn);
    return execution;
  }

  /** Newest first. */
  executionsOf(machineArn: string): Execution[] {
    return [...(this.byMachine.get(machineArn) ?? [])].reverse();
  }

  addExecution(execution: Execution): void {
    const { machine } = execution;
    if (machine.type === 'EXPRESS') {
      this.express.add(execution);
      return;
    }
    this.executions.set(execution.arn, execution);
    this.byMachine.set(machine.arn, [...(this.byMachine.get(machine.arn) ?? []), execution]);
  }

  /** Calls `listener` when the execution closes; at once when it has, or is not known. Returns how to stop listening. */
  whenClosed(arn: string, listener: () => void): () => void {
    const execution = this.executions.get(arn);
    if (execution === undefined || execution.closing !== undefined) {
      listener();
      return () => {};
    }
    const listeners = this.closeListeners.get(arn) ?? new Set();
    this.closeListeners.set(arn, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Lets go of Express executions, and of the oldest closed ones of a Standard machine beyond the limit. */
  executionClosed(execution: Execution): void {
    this.express.delete(execution);
    const listeners = this.closeListeners.get(execution.arn) ?? [];
    this.closeListeners.delete(execution.arn);
    for (const listener of listeners) listener();
    const all = this.byMachine.get(execution.machine.arn);
    if (all === undefined) return;
    const closed = all.filter(({ closing }) => closing !== undefined);
    const old = new Set(closed.slice(0, Math.max(0, closed.length - MOST_CLOSED)));
    if (old.size === 0) return;
    for (const { arn } of old) this.executions.delete(arn);
    this.byMachine.set(
      execution.machine.arn,
      all.filter((kept) => !old.has(kept)),
    );
  }

  /** Stops everything that runs. */
  close(): void {
    for (const execution of [...this.executions.values(), ...this.express]) {
      if (execution.closing === undefined) interrupt(execution, { status: 'ABORTED' });
    }
  }
}
