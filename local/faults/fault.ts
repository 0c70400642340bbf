import type { ServiceName } from '../kernel/platform';

/** Milliseconds of the cloud's time: always so many, or drawn evenly from a range. */
export type Milliseconds = number | readonly [from: number, to: number];

/** `before` (default): nothing has happened yet. `after`: the effect has happened, and its caller does not learn of it. */
export type When = 'before' | 'after';

/** A call, by service and operation; `*` stands for any. */
export interface CallPattern {
  readonly service: ServiceName | '*';
  readonly operation: string;
}

/** The nth such call of one invocation; counts from 1, and each attempt of the SDK. Default 1. */
export type NthCall = CallPattern & { readonly nth?: number };

/** A point within one invocation of a function; after a call means after its effect and before the function sees the answer. */
export type CrashPoint =
  | 'beforeHandler'
  | 'afterHandler'
  | { readonly beforeCall: NthCall }
  | { readonly afterCall: NthCall };

interface Common {
  /** Made up where none is given. */
  readonly id?: string;
  /** Above 0, up to 1. Default 1. */
  readonly probability?: number;
  /** Stops after so many hits. */
  readonly times?: number;
}

/** Hits calls of operations. */
export type CallFault = Common &
  CallPattern & {
    /**
     * Only calls of callers in whose name this occurs: a role's ARN or its session, which is a function's or execution's
     * name; or the ARN of the role that has assumed that one.
     */
    readonly principal?: string;
  } & (
    | { readonly kind: 'throttle' }
    | {
        readonly kind: 'error';
        readonly when?: When;
        readonly code: string;
        readonly status: number;
        readonly message?: string;
      }
    | { readonly kind: 'serverError'; readonly when?: When }
    | { readonly kind: 'latency'; readonly when?: When; readonly milliseconds: Milliseconds }
  );

/** Hits events on their way from the bus to the targets of a rule. */
export type EventFault = Common & {
  /** The whole `source` and `detail-type` of the event. */
  readonly source?: string;
  readonly detailType?: string;
  /** Part of the name of the rule that matched. */
  readonly rule?: string;
} & (
    | { readonly kind: 'lose' }
    /** A second delivery, so much later than the first. Default 0. */
    | { readonly kind: 'duplicate'; readonly milliseconds?: Milliseconds }
    /** The event comes so late; its own time does not change. */
    | { readonly kind: 'delay'; readonly milliseconds: Milliseconds }
    /** The next event for the same rule overtakes this one, which waits for it no longer than this. Default 60 s. */
    | { readonly kind: 'reorder'; readonly milliseconds?: Milliseconds }
  );

/** Metric data that alarms and queries see so much later than usual. */
export type MetricFault = Common & {
  readonly kind: 'lateMetrics';
  readonly milliseconds: Milliseconds;
  readonly namespace?: string;
};

/** Ends the process of a function. */
export type CrashFault = Common & {
  readonly kind: 'crash';
  /** Part of the function's name. */
  readonly function: string;
  readonly at: CrashPoint;
};

/** A fault rule, as it is given: what makes the cloud hostile, and when. */
export type Fault = CallFault | EventFault | MetricFault | CrashFault;

/** The faults of some kinds. */
export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;
