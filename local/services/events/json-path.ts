/** Steps of a path like `$.detail.list[0]['a key']`, or undefined when it is not one that EventBridge takes. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const step = /\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/y;
  step.lastIndex = 1;
  const steps: Array<string | number> = [];
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return undefined;
    const [, name, index, quoted] = found;
    steps.push(index === undefined ? ((name ?? quoted) as string) : Number(index));
  }
  return steps;
}

/** What the path leads to, or undefined. */
export function follow(steps: readonly (string | number)[], value: unknown): unknown {
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}
