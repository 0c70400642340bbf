import { isObject } from '../../support/json';
import type { Json } from '../expression/json';
import { compileTemplate, type Template } from '../expression/template';
import { schemaFault } from './invalid';

/** One object of a definition, with where it stands: readers of its fields refuse what does not fit, by location. */
export class Reader {
  private constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    readonly location: string,
  ) {}

  static of(value: unknown, location: string): Reader {
    if (!isObject(value)) throw schemaFault('Expected value of type Object', location === '' ? '/' : location);
    return new Reader(value, location);
  }

  get raw(): object {
    return this.fields;
  }

  has(field: string): boolean {
    return this.fields[field] !== undefined;
  }

  value(field: string): unknown {
    return this.fields[field];
  }

  at(field: string): string {
    return `${this.location}/${field}`;
  }

  object(field: string): Reader {
    return Reader.of(this.required(field), this.at(field));
  }

  /** Members of a field whose value is an object, in the definition's order. */
  members(field: string): Array<readonly [name: string, member: Reader]> {
    const { fields, location } = this.object(field);
    return Object.entries(fields).map(([name, member]) => [name, Reader.of(member, `${location}/${name}`)] as const);
  }

  list(field: string): Reader[] {
    const value = this.fields[field];
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw schemaFault('Expected value of type Array', this.at(field));
    return value.map((item, index) => Reader.of(item, `${this.at(field)}[${index}]`));
  }

  required(field: string): unknown {
    const value = this.fields[field];
    if (value === undefined)
      throw schemaFault(`These fields are required: [${field}]`, this.location === '' ? '/' : this.location);
    return value;
  }

  text(field: string): string {
    const value = this.required(field);
    if (typeof value !== 'string') throw schemaFault('Expected value of type String', this.at(field));
    return value;
  }

  texts(field: string): string[] {
    const value = this.required(field);
    if (!Array.isArray(value) || value.length === 0 || value.some((item) => typeof item !== 'string')) {
      throw schemaFault('Expected value of type Array of String, not empty', this.at(field));
    }
    return value as string[];
  }

  /** A number of the definition's own, in [least, most]. */
  number(field: string, fallback: number, least: number, most: number): number {
    const value = this.fields[field] ?? fallback;
    if (typeof value !== 'number' || value < least || value > most) {
      throw schemaFault(`Expected a number between ${least} and ${most}`, this.at(field));
    }
    return value;
  }

  /** @param root the location that messages about the value name, which AWS counts from the state. */
  template(field: string, root = field): Template | undefined {
    const value = this.fields[field];
    if (value === undefined) return undefined;
    try {
      return compileTemplate(value as Json, root);
    } catch (error) {
      throw schemaFault((error as Error).message, this.at(field));
    }
  }
}
