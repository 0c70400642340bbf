import { references } from './intrinsics';
import type { TemplateResource } from './template';

/** Logical ids in an order in which each comes after all that it needs. A cycle is an error naming its members. */
export function creationOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id))
      throw new Error(`Circular dependency between resources: ${[...path.slice(path.indexOf(id)), id].join(' -> ')}`);
    const resource = resources[id];
    if (resource === undefined) return;
    for (const needed of [...references(resource.Properties), ...[resource.DependsOn ?? []].flat()]) {
      if (needed !== id) visit(needed, [...path, id]);
    }
    done.add(id);
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
}
