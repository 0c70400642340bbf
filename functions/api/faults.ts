import { FAULT_VARIABLES } from '../contract';

/** `error` answers 500, `crash` throws, `timeout` never answers. */
export type FailureMode = 'error' | 'crash' | 'timeout';

/** The faults that this version injects. */
export interface FaultSettings {
  /** Share of the requests that fail, 0 to 1. */
  readonly failureRate: number;
  readonly failureMode: FailureMode;
  /** Added latency in milliseconds ... */
  readonly latencyMs: number;
  /** ... and the share of the requests that get it, 0 to 1. */
  readonly latencyRate: number;
  /** When all of it ends: epoch milliseconds, or null for never. */
  readonly until: number | null;
}

/** What befalls one request. */
export interface Fault {
  readonly latencyMs: number;
  readonly failure: FailureMode | 'none';
}

/** A fault variable that is set to nonsense. Taken for "no fault" it would make an experiment a lie. */
export class FaultVariableError extends Error {
  override readonly name = 'FaultVariableError';

  constructor(variable: string, found: string, wanted: string) {
    super(`${variable}=${JSON.stringify(found)} is not usable: it must be ${wanted}, or not be set`);
  }
}

/**
 * Reads the fault variables; one that is not set means "no fault".
 * @throws FaultVariableError when a variable is set to anything malformed, the empty string included
 */
export function readFaultSettings(variables: Readonly<Record<string, string | undefined>>): FaultSettings {
  const read = <T>(name: keyof typeof FAULT_VARIABLES, parse: (text: string) => T | undefined, wanted: string): T => {
    const text = variables[name] ?? FAULT_VARIABLES[name];
    const value = parse(text);
    if (value === undefined) throw new FaultVariableError(name, text, wanted);
    return value;
  };
  return {
    failureRate: read('FAILURE_RATE', parseShare, 'a number from 0 to 1'),
    failureMode: read('FAILURE_MODE', parseMode, FAILURE_MODES.join(', ')),
    latencyMs: read('LATENCY_MS', parseMilliseconds, 'a whole number of milliseconds from 0 to 900000'),
    latencyRate: read('LATENCY_RATE', parseShare, 'a number from 0 to 1'),
    until: read('FAULT_UNTIL', parseEnd, '"never", or a time in ISO 8601 with its zone, such as 2026-03-14T10:00:00Z'),
  };
}

/**
 * Decides what befalls the next request. Nothing does once the time of the faults is up: an experiment ends even if
 * nobody takes it off.
 * @param random uniform in [0, 1), like Math.random; called twice, so that both faults strike independently
 * @param now epoch milliseconds
 */
export function drawFault(settings: FaultSettings, random: () => number, now: number): Fault {
  if (settings.until !== null && now >= settings.until) return { latencyMs: 0, failure: 'none' };
  const slow = random() < settings.latencyRate;
  const fails = random() < settings.failureRate;
  return { latencyMs: slow ? settings.latencyMs : 0, failure: fails ? settings.failureMode : 'none' };
}

const FAILURE_MODES: readonly FailureMode[] = ['error', 'crash', 'timeout'];

const parseMode = (text: string): FailureMode | undefined => FAILURE_MODES.find((mode) => mode === text);

/** Digits with an optional fraction: `Number` alone would take '', ' 1', '1e-3' and '0x1' as well. */
function parseShare(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;
}

/** 900000 ms is the longest that any Lambda function runs. */
function parseMilliseconds(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= 900_000 ? Number(text) : undefined;
}

/** Date, time and zone: without a zone the end would depend on where the text is read. */
const END = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

function parseEnd(text: string): number | null | undefined {
  if (text === FAULT_VARIABLES.FAULT_UNTIL) return null;
  const [, year, month, day] = END.exec(text) ?? [];
  const time = Date.parse(text);
  // Date.parse makes the 2nd of March of the 30th of February.
  const dayExists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return day === undefined || !dayExists || Number.isNaN(time) ? undefined : time;
}
