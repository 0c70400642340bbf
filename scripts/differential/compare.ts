import { isDeepStrictEqual } from 'node:util';
import type { Outcome, Step } from './step';

/** Differences in words: status, code, shape, and the values that the step names. Empty when there are none. */
export function differences(step: Step, ours: Outcome, theirs: Outcome): string[] {
  const found: string[] = [];
  if (ours.status !== theirs.status) found.push(`status: ${ours.status} here, ${theirs.status} there`);
  if (ours.code !== theirs.code) found.push(`code: ${ours.code ?? 'none'} here, ${theirs.code ?? 'none'} there`);
  if (ours.code !== undefined || theirs.code !== undefined) return found;
  const [here, there] = [shape(ours.answer), shape(theirs.answer)];
  found.push(...[...here].filter((path) => !there.has(path)).map((path) => `only here: ${path}`));
  found.push(...[...there].filter((path) => !here.has(path)).map((path) => `only there: ${path}`));
  for (const path of step.exact ?? []) {
    const [mine, yours] = [at(ours.answer, path), at(theirs.answer, path)];
    if (!isDeepStrictEqual(mine, yours)) {
      found.push(`${path}: ${JSON.stringify(mine)} here, ${JSON.stringify(yours)} there`);
    }
  }
  return found;
}

/** Every path with the type of its value. Lists count as their first element, since how long they are is not a matter of shape. */
function shape(value: unknown, path = ''): Set<string> {
  if (Array.isArray(value)) return value.length === 0 ? new Set() : shape(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) {
    return new Set(value === undefined ? [] : [`${path}: ${nameOf(value)}`]);
  }
  const members = Object.entries(value).filter(([name]) => name !== '$metadata');
  return new Set(members.flatMap(([name, member]) => [...shape(member, path === '' ? name : `${path}.${name}`)]));
}

function nameOf(value: unknown): string {
  if (value instanceof Date) return 'time';
  return value instanceof Uint8Array ? 'bytes' : typeof value;
}

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (found, step) =>
        typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined,
      value,
    );
