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
  };
}

/**
 * Decides what befalls the next request.
 * @param random uniform in [0, 1), like Math.random; called twice, so that both faults strike independently
 */
export function drawFault(settings: FaultSettings, random: () => number): Fault {
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
