import { isDeepStrictEqual } from 'node:util';
import type { Properties, ResourceType } from './resource-type';

/** What a change of properties asks for. */
export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'update'; readonly properties: readonly string[] }
  | { readonly kind: 'replacement'; readonly properties: readonly string[] }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Names of the properties that differ, in the order of the new ones. */
export function changedProperties(before: Properties, after: Properties): string[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** How `type` carries out the step from one set of properties to another. */
export function classifyChange(type: ResourceType, before: Properties, after: Properties): Change {
  const properties = changedProperties(before, after);
  if (properties.length === 0) return { kind: 'none' };
  if (properties.some((name) => type.replacement.includes(name))) return { kind: 'replacement', properties };
  const reasons = properties.flatMap((name) => {
    const reason = type.unchangeable?.[name];
    return reason === undefined ? [] : [`${name} (${reason})`];
  });
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return { kind: 'update', properties };
}
