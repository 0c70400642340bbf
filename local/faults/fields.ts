import { isObject } from '../services/support/json';

/** A fault rule that cannot be: says which field is wrong, what it is, and what it must be. */
export class InvalidFault extends Error {
  constructor(field: string, value: unknown, wanted: string) {
    super(
      value === undefined
        ? `${field} is missing; it must be ${wanted}.`
        : `${field} is ${JSON.stringify(value)}; it must be ${wanted}.`,
    );
    this.name = 'InvalidFault';
  }
}

/** Reads the fields of one JSON object, and then refuses those that nobody asked for. */
export class Fields {
  private readonly known: string[] = [];
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @param path of the object, for messages; '' for the rule itself */
  constructor(
    value: unknown,
    private readonly path = '',
  ) {
    if (!isObject(value)) throw new InvalidFault(path === '' ? 'The rule' : path, value ?? null, 'a JSON object');
    this.fields = value;
  }

  required<T>(name: string, wanted: string, read: (value: unknown) => T | undefined): T {
    this.known.push(name);
    const value = this.fields[name];
    const found = value === undefined ? undefined : read(value);
    if (found === undefined) throw new InvalidFault(this.at(name), value, wanted);
    return found;
  }

  optional<T>(name: string, wanted: string, read: (value: unknown) => T | undefined): T | undefined {
    if (this.fields[name] !== undefined) return this.required(name, wanted, read);
    this.known.push(name);
    return undefined;
  }

  /** `{[name]: value}`, or nothing where the field is absent. */
  given<Name extends string, T>(
    name: Name,
    wanted: string,
    read: (value: unknown) => T | undefined,
  ): { readonly [key in Name]?: T } {
    const value = this.optional(name, wanted, read);
    return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: T });
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** @param what the object is, for the message */
  end(what: string): void {
    const unknown = Object.keys(this.fields).find((name) => !this.known.includes(name));
    if (unknown === undefined) return;
    throw new InvalidFault(
      this.at(unknown),
      this.fields[unknown],
      `absent: ${what} takes ${this.known.join(', ')} only`,
    );
  }
}

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const whole =
  (least: number, most: number) =>
  (value: unknown): number | undefined =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? (value as number) : undefined;

export const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (value: unknown): T | undefined =>
    values.find((candidate) => candidate === value);
