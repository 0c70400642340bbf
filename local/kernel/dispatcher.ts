import type { Principal } from './credentials';
import { NotEmulatedError } from './errors';
import type { Service, ServiceName } from './platform';
import type { RandomStream } from './random';

/** The one place where calls of operations pass, from the wire and between services. */
export class Dispatcher {
  private readonly services = new Map<ServiceName, Service>();

  constructor(private readonly ids: RandomStream) {}

  register(service: Service): void {
    this.services.set(service.name, service);
  }

  /** Runs an operation. Throws the ServiceError that AWS would answer with; NotEmulatedError for what is missing here. */
  async call<Output>(
    service: ServiceName,
    operation: string,
    input: object,
    principal: Principal,
    requestId = this.ids.uuid(),
  ): Promise<Output> {
    const run = this.services.get(service)?.operations[operation];
    if (run === undefined) throw new NotEmulatedError(`${service}:${operation}`);
    return (await run(input, { principal, requestId })) as Output;
  }
}
