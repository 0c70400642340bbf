import { type Json, jsonBytes } from '../expression/json';
import { StateFailure } from './failure';

const MOST_BYTES = 256 * 1024;
const MOST_BYTES_TOGETHER = 10 * 1024 * 1024;

/** Workflow variables of one scope. Inner scopes read the outer ones and write their own. */
export class Variables {
  private readonly own = new Map<string, Json>();

  constructor(private readonly outer?: Variables) {}

  /** All that an expression in this scope sees. */
  all(): Record<string, Json> {
    return { ...this.outer?.all(), ...Object.fromEntries(this.own) };
  }

  /** @throws StateFailure beyond 256 KiB for one variable, or for all that one state assigns, or 10 MiB together. */
  assign(values: Readonly<Record<string, Json>>): void {
    if (jsonBytes(values) > MOST_BYTES) throw tooLarge('The variables assigned by the state exceed 256 KiB.');
    for (const [name, value] of Object.entries(values)) this.own.set(name, value);
    if (jsonBytes(this.all()) > MOST_BYTES_TOGETHER) throw tooLarge('The variables of the execution exceed 10 MiB.');
  }
}

function tooLarge(reason: string): StateFailure {
  return new StateFailure('States.DataLimitExceeded', reason);
}
