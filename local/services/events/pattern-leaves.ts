/** Which element of which array a value is in; arrays are told apart by themselves. */
export type Places = ReadonlyMap<object, number>;

/** A value of an event that is neither object nor array. */
export interface Leaf {
  readonly value: unknown;
  readonly places: Places;
}

/** The leaves of an event by path, dots between the keys. An empty object or array has none. */
export function leavesOf(event: object): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  collect(event, '', new Map(), leaves);
  return leaves;
}

function collect(value: unknown, path: string, places: Places, leaves: Map<string, Leaf[]>): void {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const single = typeof element !== 'object' || element === null;
      collect(element, path, single ? places : new Map([...places, [value, index]]), leaves);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, path === '' ? key : `${path}.${key}`, places, leaves);
    }
  } else {
    const there = leaves.get(path);
    if (there === undefined) leaves.set(path, [{ value, places }]);
    else there.push({ value, places });
  }
}
