declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds that tables spend in the states on the way. */
  interface Options {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}
