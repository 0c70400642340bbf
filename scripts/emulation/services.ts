import type { Service } from '../../local/kernel/platform';
import { CATALOG } from '../../local/protocol/catalog';
import { loadSchemas } from '../../local/protocol/schemas';
import { names, section, table } from './markdown';

/** What can be called, of what the SDK's model of the service has. */
export async function services(all: readonly Service[]): Promise<string> {
  const rows = await Promise.all(
    CATALOG.map(async (description) => {
      const { operations } = await loadSchemas(description);
      const service = all.find(({ name }) => name === description.name);
      const here = Object.keys(service?.operations ?? {}).sort();
      const unknown = here.filter((name) => !operations.has(name));
      if (unknown.length > 0) throw new Error(`${description.name} has no operation ${unknown.join(', ')}`);
      return [description.name, `${here.length} of ${operations.size}`, names(here)];
    }),
  );
  return section(
    'Services and operations',
    'Members of a request that have no effect here are refused, too, naming member and operation.',
    table(['service', 'operations', 'which'], rows),
  );
}
