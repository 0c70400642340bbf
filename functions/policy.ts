/** How a target is protected: the shape, its defaults, and what follows from them. Imports nothing. */

/** How a target's health is probed: through its public URL, or by invoking the alias. */
export type ProbeSettings =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'invoke'; readonly payload: string };

/** A metric with one datum for each request of the alias: 1 for a fault, 0 for a good answer. */
export interface FaultMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** Dimensions as the target emits them. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Dimension that holds the version, in a second set beside `dimensions`; absent when the target does not emit it. */
  readonly versionDimension?: string;
}

/**
 * armed: acts. approve: asks a person before each remedy. shadow: decides and records, changes nothing.
 * paused: records the alarm and stands down.
 */
export type Mode = 'armed' | 'approve' | 'shadow' | 'paused';

export const MODES: readonly Mode[] = ['armed', 'approve', 'shadow', 'paused'];

/**
 * What the healer does to a target, each in a role of the target's own. observe: looks. change: resets a fault and moves
 * the alias. invoke: tries and probes. prune: deletes versions.
 */
export type RoleKind = 'observe' | 'change' | 'invoke' | 'prune';

/** How one target is protected. Registered as the SSM parameter `policyParameterName`, as JSON. */
export interface Policy {
  readonly targetId: string;
  readonly functionName: string;
  readonly aliasName: string;
  /**
   * ARNs of the roles in which the healer acts on the target; a kind that its policy asks nothing of is not there. Null:
   * the target was deployed by a release that granted it all to the healer's own roles.
   */
  readonly roles: { readonly [Kind in RoleKind]?: string } | null;
  /** Names of the alarms that watch the target. */
  readonly signals: readonly string[];
  /** Those of the signals that are composite alarms, which CloudWatch must be asked for separately. */
  readonly compositeSignals: readonly string[];
  /** Where the target itself counts its faults; null when it does not, and only Lambda's errors tell. */
  readonly faultMetric: FaultMetric | null;
  /** An operator's order (`heal pause` and others) goes before it. */
  readonly mode: Mode;
  /** How long a remedy waits for a person's word in mode `approve`. Seconds. */
  readonly approvalSeconds: number;
  readonly probe: ProbeSettings;
  /** What a candidate version is invoked with before it gets traffic; null: it is not tried beforehand. */
  readonly preflight: { readonly payload: string } | null;
  /** Variables that inject faults, each with the value that means "no fault"; empty when the target has none. */
  readonly faultVariables: Readonly<Record<string, string>>;
  /** The one of them that says until when the fault lasts, ISO 8601; null when there is none. */
  readonly faultUntilVariable: string | null;
  /** What a version must show before the ledger calls it Healthy. */
  readonly attest: { readonly minRequests: number; readonly minSeconds: number };
  /** What proves a recovery. */
  readonly prove: {
    /** Share of requests that a sound service may fail; below `brokenRatio`. All four shares lie between 0 and 1. */
    readonly healthyRatio: number;
    /** Share of failing requests from which on a service is broken. */
    readonly brokenRatio: number;
    /** Probability to call a broken service Healed. */
    readonly falseHealed: number;
    /** Probability to call a sound service NotHealed. */
    readonly falseAlarm: number;
    /** A slower answer is a failure, cold starts apart. Milliseconds; without it, speed is not judged. */
    readonly latencyMs?: number;
    /** No verdict within this time is Inconclusive. Seconds. */
    readonly windowSeconds: number;
  };
  readonly budget: {
    /** Remedies tried within one incident before a person is called. */
    readonly attemptsPerIncident: number;
    /** Incidents within an hour in which the healer acts; one more is a person's. */
    readonly healsPerHour: number;
    /** Time after a closed incident in which the healer does not act again. Seconds. */
    readonly cooldownSeconds: number;
  };
  /** A version that has been Healthy and live for longer than this is probably not the cause. Seconds. */
  readonly suspicionSeconds: number;
  /** Healthy versions that the patrol keeps beside the live one; null: it deletes none. */
  readonly keepHealthy: number | null;
  /** Requests that the patrol makes each minute, counted like any other, so that a quiet target has data; 0: none. */
  readonly syntheticPerMinute: number;
  /** The CloudFormation stack that deploys the alias, so that its updates are noticed; null: there is none. */
  readonly stackName: string | null;
  /** The CodeDeploy group that shifts the alias, which the healer then leaves alone; null: there is none. */
  readonly codeDeploy: { readonly applicationName: string; readonly deploymentGroupName: string } | null;
  /** Where a person reads on. */
  readonly runbookUrl: string;
  /** Pages for single signals, by the alarm's name. */
  readonly runbooks: Readonly<Record<string, string>>;
}

/** Defaults of a policy; the reasons stand in docs of the construct that registers it. */
export const POLICY_DEFAULTS = {
  mode: 'armed',
  approvalSeconds: 900,
  attest: { minRequests: 30, minSeconds: 180 },
  prove: { healthyRatio: 0.01, brokenRatio: 0.2, falseHealed: 0.01, falseAlarm: 0.01, windowSeconds: 120 },
  budget: { attemptsPerIncident: 2, healsPerHour: 3, cooldownSeconds: 300 },
  suspicionSeconds: 21_600,
  keepHealthy: 10,
  syntheticPerMinute: 0,
} as const satisfies Partial<Policy>;

/** How long a probe waits for its answer. Milliseconds. */
export const PROBE_TIMEOUT_MS = 5_000;

/**
 * Probes sent for one proof; without a verdict by then it is Inconclusive. With the defaults three tests in a thousand
 * come so far, and only for a service in the middle between sound and broken.
 */
export const MAX_PROBES = 200;

/** Good answers that prove a recovery when none fails: B over the step of a success, in the words of `core/sprt.ts`. */
export function successesToProve({ healthyRatio, brokenRatio, falseHealed, falseAlarm }: Policy['prove']): number {
  return Math.ceil(Math.log(falseHealed / (1 - falseAlarm)) / Math.log((1 - brokenRatio) / (1 - healthyRatio)));
}
