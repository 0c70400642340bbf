import type { Faults } from './evidence';

type Variables = Readonly<Record<string, string>>;

/**
 * The injected faults that an environment carries.
 * @param clean fault variables, each with the value that means "no fault"; an absent variable is clean too
 */
export function faultsIn(variables: Variables, clean: Variables): Faults {
  return Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => {
      const cleanValue = clean[name];
      return cleanValue !== undefined && !sameValue(value, cleanValue);
    }),
  );
}

/**
 * The same where the environment may be unreadable, as without the right to its key.
 * @returns null when it cannot be read and matters: a target without fault variables carries no fault, whatever it holds
 */
export const faultsOf = (variables: Variables | null, clean: Variables): Faults | null =>
  Object.keys(clean).length === 0 ? {} : variables && faultsIn(variables, clean);

export const hasFaults = (faults: Faults): boolean => Object.keys(faults).length > 0;

/** `FAILURE_RATE=1, LATENCY_MS=500` */
export const describeFaults = (faults: Faults): string =>
  Object.entries(faults)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** "0.0" says the same as "0". */
function sameValue(left: string, right: string): boolean {
  if (left === right) return true;
  return left.trim() !== '' && right.trim() !== '' && Number(left) === Number(right);
}
