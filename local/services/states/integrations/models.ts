import type { ServiceName } from '../../../kernel/platform';
import { CATALOG } from '../../../protocol/catalog';
import { loadSchemas, type ServiceSchemas } from '../../../protocol/schemas';

const loaded = new Map<ServiceName, Promise<ServiceSchemas>>();

/** The SDK's model of a service: shapes of its operations, names of its exceptions. */
export function modelOf(name: ServiceName): Promise<ServiceSchemas> {
  let model = loaded.get(name);
  if (model === undefined) {
    const service = CATALOG.find((entry) => entry.name === name);
    if (service === undefined) throw new Error(`No model of the service ${name}`);
    model = loadSchemas(service);
    loaded.set(name, model);
  }
  return model;
}

/** True when the service's model has the exception; query services leave `Exception` away in the code. */
export function hasException(model: ServiceSchemas, code: string): boolean {
  return model.errors.has(code) || model.errors.has(`${code}Exception`);
}
