import { compileExpression, type Expression } from './expression';
import type { Bindings } from './functions';
import type { Json } from './json';

/** A field of a definition: JSON in which any string may be an expression. */
export interface Template {
  readonly location: string;
  /** The expression that the whole field is, when it is one: messages about the value name it. */
  readonly expression?: Expression;
  evaluate(bindings: Bindings): Promise<Json>;
}

const OPEN = '{%';
const CLOSE = '%}';

/** True for `{% … %}` without anything before or after, which is how AWS tells expressions from text. */
export function isExpression(text: string): boolean {
  return text.startsWith(OPEN) && text.endsWith(CLOSE) && text.length >= OPEN.length + CLOSE.length;
}

/** Compiles a field. Throws an Error for a broken expression; `location` of the error's place is in its message. */
export function compileTemplate(value: Json, location: string): Template {
  if (typeof value === 'string') return compileText(value, location);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${location}[${index}]`));
    return { location, evaluate: (bindings) => all(items, bindings) };
  }
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    const members = Object.entries(value).map(([key, member]) => compileTemplate(member, `${location}/${key}`));
    return {
      location,
      async evaluate(bindings) {
        const values = await all(members, bindings);
        return Object.fromEntries(keys.map((key, index) => [key, values[index] as Json]));
      },
    };
  }
  return constant(value, location);
}

function compileText(text: string, location: string): Template {
  if (!isExpression(text)) {
    if (text.startsWith(OPEN) || text.endsWith(CLOSE)) {
      throw new Error(`JSONata expressions must start with '${OPEN}' and end with '${CLOSE}' at ${location}`);
    }
    return constant(text, location);
  }
  const expression = compileExpression(text.slice(OPEN.length, -CLOSE.length), location);
  return { location, expression, evaluate: (bindings) => expression.evaluate(bindings) };
}

function constant(value: Json, location: string): Template {
  return { location, evaluate: async () => value };
}

/** One after the other, so that chance is drawn in the order of the definition. */
async function all(templates: readonly Template[], bindings: Bindings): Promise<Json[]> {
  const values: Json[] = [];
  for (const template of templates) values.push(await template.evaluate(bindings));
  return values;
}
