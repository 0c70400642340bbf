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
} as const;

/** The healer's metrics about itself (EMF). */
export const HEALER_METRICS = {
  namespace: 'SelfHealing/Healer',
  /** 1 each time the patrol has run to its end (Count); no dimension but Environment. */
  heartbeat: 'Heartbeat',
  /** Targets that a patrol could not look at (Count); nothing is emitted when there are none. */
  patrolFailures: 'PatrolFailures',
  heals: 'Heals',
  escalations: 'Escalations',
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
} as const;

/** Environment variables of the protected API that inject faults, with the value that means "no fault". */
export const FAULT_VARIABLES = {
  FAILURE_RATE: '0',
  FAILURE_MODE: 'error',
  LATENCY_MS: '0',
  LATENCY_RATE: '0',
} as const;

/** Set by a reset: it names the incident and makes the published version unique. */
export const HEALED_BY_VARIABLE = 'HEALED_BY';

/** Header by which a probe says that it is one; the API keeps such requests out of its own metrics. */
export const PROBE_HEADER = 'x-self-healing-probe';
/** Header on every answer of the API: the Lambda version that served it. */
export const VERSION_HEADER = 'x-version';
/** Header, with value 1, on the first answer of a Lambda environment: its latency is that of a cold start. */
export const COLD_START_HEADER = 'x-cold-start';

/** The table's key attributes. Both are strings. */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;

/** `/self-healing/<environment>/targets` */
export const policyPath = (environment: string): string => `/self-healing/${environment}/targets`;
export const policyParameterName = (environment: string, targetId: string): string =>
  `${policyPath(environment)}/${targetId}`;

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
}

/** How one target is protected. Registered as the SSM parameter `policyParameterName`, as JSON. */
export interface Policy {
  readonly targetId: string;
  readonly functionName: string;
  readonly aliasName: string;
  /** Names of the alarms that watch the target. */
  readonly signals: readonly string[];
  /** Those of the signals that are composite alarms, which CloudWatch must be asked for separately. */
  readonly compositeSignals: readonly string[];
  /** Where the target itself counts its faults; null when it does not, and only Lambda's errors tell. */
  readonly faultMetric: FaultMetric | null;
  readonly mode: 'armed' | 'paused';
  readonly probe: ProbeSettings;
  /** Variables that inject faults, each with the value that means "no fault"; empty when the target has none. */
  readonly faultVariables: Readonly<Record<string, string>>;
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
    /** Time after a closed incident in which the healer does not act again. Seconds. */
    readonly cooldownSeconds: number;
  };
  /** Where a person reads on. */
  readonly runbookUrl: string;
}

/** Defaults of a policy; the reasons stand in docs of the construct that registers it. */
export const POLICY_DEFAULTS = {
  mode: 'armed',
  attest: { minRequests: 30, minSeconds: 180 },
  prove: { healthyRatio: 0.01, brokenRatio: 0.2, falseHealed: 0.01, falseAlarm: 0.01, windowSeconds: 120 },
  budget: { attemptsPerIncident: 2, cooldownSeconds: 300 },
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

/** A policy that cannot be used: names the field, what it is, and what it must be. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/**
 * Reads a policy as it is registered, strictly: an unknown field is an error too, because a misspelt guard guards nothing.
 * @throws PolicyError naming the first field that is wrong
 */
export function parsePolicy(json: string): Policy {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new PolicyError(`The policy is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return POLICY(value, 'policy');
}

type Check<T> = (value: unknown, field: string) => T;

const check =
  <T>(wanted: string, valid: (value: unknown) => boolean): Check<T> =>
  (value, field) => {
    if (valid(value)) return value as T;
    throw new PolicyError(
      `${field} is ${value === undefined ? 'missing' : JSON.stringify(value)}; it must be ${wanted}.`,
    );
  };

const text = (wanted: string, pattern: RegExp) =>
  check<string>(wanted, (value) => typeof value === 'string' && pattern.test(value));

const whole = (from: number, to: number) =>
  check<number>(
    `a whole number from ${from} to ${to}`,
    (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function optional<T>(present: Check<T>): Check<T | undefined> {
  return (value, field) => (value === undefined ? undefined : present(value, field));
}

function record<T>(fields: { readonly [Name in keyof T]-?: Check<T[Name]> }): Check<T> {
  const known = Object.keys(fields);
  return (value, field) => {
    if (!isRecord(value)) return check<T>(`an object with ${known.join(', ')}`, () => false)(value, field);
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new PolicyError(`${field}.${unknown} is not a setting; ${field} has ${known.join(', ')}.`);
    }
    const entries = known.map((name) => [name, fields[name as keyof T](value[name], `${field}.${name}`)]);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined)) as T;
  };
}

const probe: Check<ProbeSettings> = (value, field) =>
  isRecord(value) && value.kind === 'invoke'
    ? record<Extract<ProbeSettings, { kind: 'invoke' }>>({
        kind: () => 'invoke',
        payload: text('JSON text', /\S/),
      })(value, field)
    : record<Extract<ProbeSettings, { kind: 'http' }>>({
        kind: check('"http" or "invoke"', (kind) => kind === 'http'),
        url: text('an http or https URL', /^https?:\/\/\S+$/),
      })(value, field);

const name = text('letters, digits, "-" or "_", 140 at most', /^[A-Za-z0-9_-]{1,140}$/);

const isStringRecord = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string');

const faultMetric: Check<FaultMetric | null> = (value, field) =>
  value === null
    ? null
    : record<FaultMetric>({
        namespace: text('a namespace', /\S/),
        metricName: text('the name of a metric', /\S/),
        dimensions: check('an object of strings', isStringRecord),
      })(value, field);

const share = check<number>(
  'a number between 0 and 1, neither of them',
  (value) => typeof value === 'number' && value > 0 && value < 1,
);

const PROVE = record<Policy['prove']>({
  healthyRatio: share,
  brokenRatio: share,
  falseHealed: share,
  falseAlarm: share,
  latencyMs: optional(whole(1, PROBE_TIMEOUT_MS)),
  windowSeconds: whole(5, 900),
});

const prove: Check<Policy['prove']> = (value, field) => {
  const settings = PROVE(value, field);
  const { healthyRatio, brokenRatio, falseHealed, falseAlarm } = settings;
  if (healthyRatio >= brokenRatio) {
    throw new PolicyError(`${field}.healthyRatio is ${healthyRatio}; it must be below brokenRatio, ${brokenRatio}.`);
  }
  if (falseHealed + falseAlarm >= 1) {
    const sum = `${falseHealed} and ${falseAlarm}`;
    throw new PolicyError(`${field}.falseHealed and falseAlarm are ${sum}; their sum must be below 1.`);
  }
  // Half of the probes, so that a passing failure does not use up the rest.
  if (successesToProve(settings) > MAX_PROBES / 2) {
    throw new PolicyError(
      `${field} asks for ${successesToProve(settings)} good answers in a row; it must be ${MAX_PROBES / 2} at most: ` +
        'raise brokenRatio or falseHealed.',
    );
  }
  return settings;
};

const POLICY = record<Policy>({
  targetId: text('letters, digits, ".", "_" or "-", 64 at most', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  functionName: name,
  aliasName: name,
  signals: check(
    'a list of at least one alarm name, none twice',
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((signal) => typeof signal === 'string' && signal !== '') &&
      new Set(value).size === value.length,
  ),
  compositeSignals: check(
    'a list of alarm names',
    (value) => Array.isArray(value) && value.every((signal) => typeof signal === 'string' && signal !== ''),
  ),
  faultMetric,
  mode: check('"armed" or "paused"', (value) => value === 'armed' || value === 'paused'),
  probe,
  faultVariables: check('an object of strings', isStringRecord),
  attest: record<Policy['attest']>({ minRequests: whole(1, 1_000_000), minSeconds: whole(0, 86_400) }),
  prove,
  budget: record<Policy['budget']>({ attemptsPerIncident: whole(1, 10), cooldownSeconds: whole(0, 86_400) }),
  runbookUrl: text('an http or https URL', /^https?:\/\/\S+$/),
});
