/** What a worker thread is given when it starts. */
export interface WorkerStart {
  readonly virtual: boolean;
  /** Of SharedTime. */
  readonly time: SharedArrayBuffer;
  /** Begins the names of this thread's holds: `owner/…`. */
  readonly owner: string;
  /** Of the thread's own chance in virtual time, 32 bits. */
  readonly seed: number;
  /** Folder of the function's code. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly runtime: string;
  /** Origin of the embedded AWS: requests to it carry a name in `holdHeader`. */
  readonly endpoint: string;
  readonly holdHeader: string;
}

/** Messages are numbered; the worker's `idle` names the last one it has dealt with. */
export type ToWorker = { readonly sequence: number } & (
  | ({ readonly kind: 'invoke' } & InvocationRequest)
  /** A timer is due. */
  | { readonly kind: 'wake' }
  /** The answer to this request waits for time; `requestEnd` is to tell when it has come. */
  | { readonly kind: 'parked'; readonly name: string }
);

export interface InvocationRequest {
  readonly requestId: string;
  /** As the context shows it: with the qualifier that the caller used. */
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  /** ms since the epoch. */
  readonly deadline: number;
  readonly traceId: string;
  /** JSON; from the caller. */
  readonly clientContext?: string;
}

/** The ways in which what a worker was asked to do comes to an end. Payloads are JSON. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initError'; readonly payload: string }
  | { readonly kind: 'result'; readonly payload: string }
  /** The handler failed; the environment lives on. */
  | { readonly kind: 'failure'; readonly payload: string }
  /** Nobody caught the error; the environment ends. */
  | { readonly kind: 'fatal'; readonly payload: string }
  /** Made by the host. */
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'timeout' };

export type FromWorker =
  | Exclude<Answer, { readonly kind: 'exit' | 'timeout' }>
  | { readonly kind: 'log'; readonly message: string }
  /** Only waits are left. `due` is when the first timer is, ms since the epoch. */
  | { readonly kind: 'idle'; readonly sequence: number; readonly due: number | undefined }
  /** Computes again without having been told to: an answer has arrived. */
  | { readonly kind: 'active' }
  /** To another host. */
  | { readonly kind: 'requestStart'; readonly name: string }
  | { readonly kind: 'requestEnd'; readonly name: string };
