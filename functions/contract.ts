/**
 * Names and shapes that infrastructure, the protected API and the healer share.
 * Imports nothing, so that every side may import it.
 */

/** The protected API's own metrics: EMF, stored at 1 s resolution, one datum per request. */
export const API_METRICS = {
  namespace: 'SelfHealing/Api',
  /** 1 for every request (Count). */
  request: 'Request',
  /** 0 or 1 for every request, so that its Average is the fault ratio (None). */
  fault: 'Fault',
  /** Duration of the handler in milliseconds (Milliseconds). */
  latency: 'Latency',
  /** `Alias` comes from invokedFunctionArn; a call without an alias is measured as `none`. */
  dimensions: { functionName: 'FunctionName', alias: 'Alias' },
  /** Dimension of a second set, beside the other two: the version that served, so that a shift's sides can be told apart. */
  versionDimension: 'Version',
} as const;

/** The healer's metrics about itself (EMF). */
export const HEALER_METRICS = {
  namespace: 'SelfHealing/Healer',
  /** 1 each time the patrol has run to its end (Count); no dimension but Environment. */
  heartbeat: 'Heartbeat',
  /** Targets that a patrol could not look at (Count); nothing is emitted when there are none. */
  patrolFailures: 'PatrolFailures',
  /** Targets without a version that traffic could be rolled back to (Count); each patrol says it, zero included. */
  unprotected: 'Unprotected',
  /** Incidents opened, re-opened ones not counted again (Count). */
  incidents: 'Incidents',
  heals: 'Heals',
  escalations: 'Escalations',
  /** Verdicts of proofs (Count). */
  healed: 'VerdictHealed',
  notHealed: 'VerdictNotHealed',
  inconclusive: 'VerdictInconclusive',
  /** Duration of each stage of a heal, and their sum (Seconds). */
  decideSeconds: 'DecideTime',
  actSeconds: 'ActTime',
  proveSeconds: 'ProveTime',
  timeToHealSeconds: 'TimeToHeal',
  dimensions: { environment: 'Environment' },
} as const;

/** Environment variables of the healer's functions. */
export const HEALER_ENVIRONMENT = {
  /** The table of leases, incidents and the version ledger. */
  tableName: 'TABLE_NAME',
  /** The SNS topic for notifications. */
  topicArn: 'TOPIC_ARN',
  /** The state machine that heals; only the patrol starts it by itself. */
  stateMachineArn: 'STATE_MACHINE_ARN',
  /** SSM path under which each target's policy is registered; see `policyParameterName`. */
  policyPath: 'POLICY_PATH',
  /** dev or prod. */
  environment: 'ENVIRONMENT',
  /** Share of all targets, 0 to 1, that may fail within a few minutes before the storm brake holds; 0: no brake. */
  stormShare: 'STORM_SHARE',
} as const;

/** Environment variables of the protected API that inject faults, with the value that means "no fault". */
export const FAULT_VARIABLES = {
  FAILURE_RATE: '0',
  FAILURE_MODE: 'error',
  LATENCY_MS: '0',
  LATENCY_RATE: '0',
  /** When the fault ends, ISO 8601: the API ignores it from then on, and the patrol takes it off. */
  FAULT_UNTIL: 'never',
} as const;

/** The one of the fault variables that says until when. */
export const FAULT_UNTIL_VARIABLE = 'FAULT_UNTIL';

/** Set by a reset: it names the incident and makes the published version unique. */
export const HEALED_BY_VARIABLE = 'HEALED_BY';

/** Header by which a probe says that it is one; the API keeps such requests out of its own metrics. */
export const PROBE_HEADER = 'x-self-healing-probe';
/** Header of the patrol's synthetic traffic, for the target's logs: it is measured like any other. */
export const SYNTHETIC_HEADER = 'x-self-healing-synthetic';
/** Header on every answer of the API: the Lambda version that served it. */
export const VERSION_HEADER = 'x-version';
/** Header, with value 1, on the first answer of a Lambda environment: its latency is that of a cold start. */
export const COLD_START_HEADER = 'x-cold-start';

/** The table's key attributes. Both are strings. */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;

/** Path of the targets' roles of one kind, so that a policy can name them all: `/self-healing/<environment>/<kind>/` */
export const targetRolePath = (environment: string, kind: string): string => `/self-healing/${environment}/${kind}/`;

/** `/self-healing/<environment>/targets` */
export const policyPath = (environment: string): string => `/self-healing/${environment}/targets`;
export const policyParameterName = (environment: string, targetId: string): string =>
  `${policyPath(environment)}/${targetId}`;
