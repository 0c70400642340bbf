import type { Node } from 'constructs';
import { FAULT_VARIABLES } from '../functions/contract';
import { MODES, type Mode, POLICY_DEFAULTS } from '../functions/policy';
import { ENVIRONMENTS, type EnvironmentName, type Settings } from './environments';

/** What the CDK context asks for, validated. The only reader of context; everything else is given this value. */
export interface Config {
  readonly environment: EnvironmentName;
  /** Name of the protected service: part of stack and alarm names, and its target id. */
  readonly service: string;
  /** Where a person finds the runbooks; without a slash at the end. */
  readonly runbooksUrl: string;
  /** Initial values of the service's fault variables; all off unless a context value says otherwise. */
  readonly faults: Readonly<Record<keyof typeof FAULT_VARIABLES, string>>;
  /** How the service is healed, unless an operator orders otherwise. */
  readonly mode: Mode;
  /** Share of all targets, 0 to 1, that may fail within a few minutes before nothing is rolled back any more; 0: any. */
  readonly stormShare: number;
  /** Reserved concurrency of each of the healer's functions; undefined: they share the account's with all others. */
  readonly healerConcurrency: number | undefined;
  /** Receives the healer's notifications, if given. AWS asks the recipient to confirm. */
  readonly notifyEmail: string | undefined;
  readonly settings: Settings;
}

/** A setting that cannot be used: the message says which one, where it is set, and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Setting {
  /** Undefined: the setting must be given, or has another source. */
  readonly fallback?: string;
  readonly wanted: string;
  readonly valid: (value: string) => boolean;
}

/** A share, digits with an optional fraction. The API reads the same variables by the same rules; a test compares. */
const SHARE = {
  wanted: 'a number from 0 to 1',
  valid: (value: string) => /^\d+(\.\d+)?$/.test(value) && Number(value) <= 1,
};

/**
 * A time that exists, with its zone: without one its end would depend on where it is read. One that has passed is good:
 * a deployment that is made again must not fail because the time has come.
 */
function isTime(value: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.exec(value);
  if (parts === null || Number.isNaN(Date.parse(value))) return false;
  const [, year, month, day] = parts.map(Number);
  // Date.parse makes the 2nd of March of the 30th of February.
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day;
}

/** Our context keys. */
const SETTINGS = {
  env: {
    fallback: 'dev',
    wanted: Object.keys(ENVIRONMENTS).join(' or '),
    valid: (value) => Object.hasOwn(ENVIRONMENTS, value),
  },
  service: {
    fallback: 'api',
    wanted: 'a lower-case letter followed by at most 20 of a-z, 0-9 and -, and not "healer"',
    valid: (value) => /^[a-z][a-z0-9-]{0,20}$/.test(value) && value !== 'healer',
  },
  runbooksUrl: {
    wanted: 'the http or https URL under which your operators reach the folder runbooks/',
    valid: (value) => /^https?:\/\/\S+[^/\s]$/.test(value),
  },
  notifyEmail: {
    fallback: '',
    wanted: 'an e-mail address',
    valid: (value) => value === '' || /^[^@\s]+@[^@\s]+$/.test(value),
  },
  allowFaults: { fallback: 'false', wanted: 'true or false', valid: (value) => value === 'true' || value === 'false' },
  failureRate: { fallback: FAULT_VARIABLES.FAILURE_RATE, ...SHARE },
  failureMode: {
    fallback: FAULT_VARIABLES.FAILURE_MODE,
    wanted: 'error, crash or timeout',
    valid: (value) => ['error', 'crash', 'timeout'].includes(value),
  },
  latencyMs: {
    fallback: FAULT_VARIABLES.LATENCY_MS,
    wanted: 'a whole number of milliseconds from 0 to 900000',
    valid: (value) => /^\d+$/.test(value) && Number(value) <= 900_000,
  },
  latencyRate: { fallback: FAULT_VARIABLES.LATENCY_RATE, ...SHARE },
  faultUntil: {
    fallback: FAULT_VARIABLES.FAULT_UNTIL,
    wanted: '"never", or a time in ISO 8601 with its zone, such as 2026-03-14T10:00:00Z',
    valid: (value) => value === FAULT_VARIABLES.FAULT_UNTIL || isTime(value),
  },
  mode: {
    fallback: POLICY_DEFAULTS.mode,
    wanted: MODES.join(', '),
    valid: (value) => (MODES as readonly string[]).includes(value),
  },
  // The default is the environment's.
  stormShare: { ...SHARE },
  // None by default: an account may have no more than the 100 that nobody can reserve, and a deployment that reserves fails there.
  healerConcurrency: {
    fallback: '0',
    // The patrol visits five targets at once.
    wanted: '0 for none, or a whole number from 5 to 100',
    valid: (value) => value === '0' || (/^\d{1,3}$/.test(value) && Number(value) >= 5 && Number(value) <= 100),
  },
} as const satisfies Record<string, Setting>;

/**
 * Reads the context of the app.
 * @throws ConfigError when a value is malformed or missing, or a key is unknown: a misspelt one must not become a
 * silent default
 */
export function readConfig(node: Node): Config {
  refuseUnknownKeys(node);
  const environment = read(node, 'env') as EnvironmentName;
  const faults = {
    FAILURE_RATE: read(node, 'failureRate'),
    FAILURE_MODE: read(node, 'failureMode'),
    LATENCY_MS: read(node, 'latencyMs'),
    LATENCY_RATE: read(node, 'latencyRate'),
    FAULT_UNTIL: read(node, 'faultUntil'),
  };
  if (environment === 'prod' && read(node, 'allowFaults') !== 'true') refuseFaults(faults);
  return {
    environment,
    service: read(node, 'service'),
    runbooksUrl: read(node, 'runbooksUrl'),
    notifyEmail: read(node, 'notifyEmail') || undefined,
    mode: read(node, 'mode') as Mode,
    stormShare: Number(read(node, 'stormShare', String(ENVIRONMENTS[environment].stormShare))),
    healerConcurrency: Number(read(node, 'healerConcurrency')) || undefined,
    faults,
    settings: ENVIRONMENTS[environment],
  };
}

/** A fault in prod must be meant: one below the alarms' thresholds would stay, and keep its version from being Healthy. */
function refuseFaults(faults: Config['faults']): void {
  for (const [name, value] of Object.entries(faults)) {
    if (value === FAULT_VARIABLES[name as keyof typeof FAULT_VARIABLES]) continue;
    throw new ConfigError(`A fault (${name}=${value}) is not deployed to prod unless -c allowFaults=true says so.`);
  }
}

function read(node: Node, key: keyof typeof SETTINGS, otherwise?: string): string {
  const { fallback, wanted, valid }: Setting = SETTINGS[key];
  const found: unknown = node.tryGetContext(key) ?? otherwise ?? fallback;
  // cdk.json may hold numbers; -c gives text.
  const value = typeof found === 'number' ? String(found) : found;
  if (typeof value === 'string' && valid(value)) return value;
  const is = value === undefined ? 'missing' : JSON.stringify(found);
  throw new ConfigError(`Setting "${key}" is ${is}; it must be ${wanted}. Give it as -c ${key}=... or in cdk.json.`);
}

/** Keys of the CDK itself hold a colon or a slash (`aws:cdk:...`, `@aws-cdk/...`); all others are ours. */
function refuseUnknownKeys(node: Node): void {
  const keys = Object.keys(node.getAllContext() as Record<string, unknown>);
  const unknown = keys.find((key) => !/[:/]/.test(key) && !Object.hasOwn(SETTINGS, key));
  if (unknown === undefined) return;
  const known = Object.keys(SETTINGS).join(', ');
  throw new ConfigError(`There is no setting "${unknown}" (-c ${unknown}=... or cdk.json); there are ${known}.`);
}
