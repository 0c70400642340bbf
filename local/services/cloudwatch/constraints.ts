import { ServiceError } from '../../kernel/errors';

/** A constraint of the service's model: what a value that breaks it is told, or undefined for one that keeps it. */
export type Constraint = (value: unknown) => string | undefined;

/** Length of a string, or of a list. */
export const text =
  (least: number, most: number): Constraint =>
  (value) => {
    const { length } = value as string | readonly unknown[];
    if (length < least) return `Member must have length greater than or equal to ${least}`;
    return length > most ? `Member must have length less than or equal to ${most}` : undefined;
  };

export const number =
  (least: number, most = Number.POSITIVE_INFINITY): Constraint =>
  (value) => {
    if ((value as number) < least) return `Member must have value greater than or equal to ${least}`;
    return (value as number) > most ? `Member must have value less than or equal to ${most}` : undefined;
  };

export const oneOf =
  (...values: readonly string[]): Constraint =>
  (value) =>
    values.includes(value as string) ? undefined : `Member must satisfy enum value set: [${values.join(', ')}]`;

export const matching =
  (pattern: string): Constraint =>
  (value) =>
    new RegExp(`^(?:${pattern})$`, 's').test(value as string)
      ? undefined
      : `Member must satisfy regular expression pattern: ${pattern}`;

/** The member must be there. */
export const required = (then: Constraint = () => undefined): Constraint & { readonly required?: true } =>
  Object.assign((value: unknown) => then(value), { required: true } as const);

/** Each element of a list. */
export const each =
  (constraint: Constraint): Constraint =>
  (value) =>
    (value as readonly unknown[]).map(constraint).find((problem) => problem !== undefined);

/** All of several; the first that is broken tells. */
export const both =
  (first: Constraint, second: Constraint): Constraint =>
  (value) =>
    first(value) ?? second(value);

/**
 * Checks members of an input in the words of AWS's own validation, which tells all problems at once.
 * @throws a ValidationError
 */
export function check(
  input: object,
  constraints: Readonly<Record<string, Constraint & { readonly required?: true }>>,
): void {
  const problems = Object.entries(constraints).flatMap(([member, constraint]) => {
    const value = (input as Record<string, unknown>)[member];
    const name = member.charAt(0).toLowerCase() + member.slice(1);
    if (value === undefined || value === null) {
      return constraint.required
        ? [`Value null at '${name}' failed to satisfy constraint: Member must not be null`]
        : [];
    }
    const problem = constraint(value);
    const shown = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
    return problem === undefined ? [] : [`Value '${shown}' at '${name}' failed to satisfy constraint: ${problem}`];
  });
  if (problems.length === 0) return;
  const errors = problems.length === 1 ? 'validation error' : 'validation errors';
  throw new ServiceError('ValidationError', `${problems.length} ${errors} detected: ${problems.join('; ')}`);
}
