import type { ServiceName } from '../../local/kernel/platform';

/** One call, made on both sides. */
export interface Step {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  /** Paths, such as `Parameter.Value`, whose values must be equal, too; of everything else only the shape. */
  readonly exact?: readonly string[];
}

/** What came of it. */
export interface Outcome {
  readonly status: number;
  /** Of an error; undefined for a success. */
  readonly code: string | undefined;
  readonly answer: unknown;
}
