import {
  type FaultMetric,
  MAX_PROBES,
  MODES,
  type Policy,
  PROBE_TIMEOUT_MS,
  type ProbeSettings,
  successesToProve,
} from './policy';

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

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function optional<T>(present: Check<T>): Check<T | undefined> {
  return (value, field) => (value === undefined ? undefined : present(value, field));
}

function orNull<T>(present: Check<T>): Check<T | null> {
  return (value, field) => (value === null ? null : present(value, field));
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

const URL_PATTERN = /^https?:\/\/\S+$/;
const url = text('an http or https URL', URL_PATTERN);
const jsonText = check<string>('JSON text', (value) => typeof value === 'string' && isJson(value));

const probe: Check<ProbeSettings> = (value, field) =>
  isRecord(value) && value.kind === 'invoke'
    ? record<Extract<ProbeSettings, { kind: 'invoke' }>>({
        kind: () => 'invoke',
        payload: jsonText,
      })(value, field)
    : record<Extract<ProbeSettings, { kind: 'http' }>>({
        kind: check('"http" or "invoke"', (kind) => kind === 'http'),
        url,
      })(value, field);

const name = text('letters, digits, "-" or "_", 140 at most', /^[A-Za-z0-9_-]{1,140}$/);

const isStringRecord = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string');

const faultMetric = orNull(
  record<FaultMetric>({
    namespace: text('a namespace', /\S/),
    metricName: text('the name of a metric', /\S/),
    dimensions: check('an object of strings', isStringRecord),
    versionDimension: optional(text('the name of a dimension', /\S/)),
  }),
);

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

const role = text('the ARN of a role', /^arn:[\w-]+:iam::\d{12}:role\/\S+$/);

const ROLES = record<NonNullable<Policy['roles']>>({
  observe: optional(role),
  change: optional(role),
  invoke: optional(role),
  prune: optional(role),
});

/** Policies that a release before the roles has registered lack the field. */
const roles: Check<Policy['roles']> = (value, field) => (value === undefined ? null : ROLES(value, field));

const POLICY = record<Policy>({
  targetId: text('letters, digits, ".", "_" or "-", 64 at most', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  functionName: name,
  aliasName: name,
  roles,
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
  mode: check(MODES.map((mode) => `"${mode}"`).join(', '), (value) => (MODES as readonly unknown[]).includes(value)),
  approvalSeconds: whole(60, 86_400),
  probe,
  preflight: orNull(record<{ payload: string }>({ payload: jsonText })),
  faultVariables: check('an object of strings', isStringRecord),
  faultUntilVariable: orNull(text('the name of an environment variable', /^[A-Za-z]\w*$/)),
  attest: record<Policy['attest']>({ minRequests: whole(1, 1_000_000), minSeconds: whole(0, 86_400) }),
  prove,
  budget: record<Policy['budget']>({
    attemptsPerIncident: whole(1, 10),
    healsPerHour: whole(1, 60),
    cooldownSeconds: whole(0, 86_400),
  }),
  suspicionSeconds: whole(60, 31_536_000),
  keepHealthy: orNull(whole(1, 1_000)),
  syntheticPerMinute: whole(0, 60),
  stackName: orNull(text('the name or ARN of a stack', /\S/)),
  codeDeploy: orNull(
    record<NonNullable<Policy['codeDeploy']>>({
      applicationName: text('the name of an application', /\S/),
      deploymentGroupName: text('the name of a deployment group', /\S/),
    }),
  ),
  runbookUrl: url,
  runbooks: check(
    'an object of http or https URLs',
    (value) => isStringRecord(value) && Object.values(value).every((page) => URL_PATTERN.test(page)),
  ),
});
