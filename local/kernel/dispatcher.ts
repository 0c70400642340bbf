import type { Principal } from './credentials';
import { NotEmulatedError } from './errors';
import type { Service, ServiceName } from './platform';
import type { RandomStream } from './random';

/** A call on its way to its operation. */
export interface PassingCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  readonly principal: Principal;
  readonly requestId: string;
}

/** Something that every call passes on its way; it lets it go on by `proceed`, or throws what the caller gets instead. */
export type Passage = (call: PassingCall, proceed: () => Promise<unknown>) => Promise<unknown>;

/** The one place where calls of operations pass, from the wire and between services. */
export class Dispatcher {
  private readonly services = new Map<ServiceName, Service>();

  /** @param passages in the order in which a call meets them */
  constructor(
    private readonly ids: RandomStream,
    private readonly passages: readonly Passage[] = [],
  ) {}

  register(service: Service): void {
    this.services.set(service.name, service);
  }

  /** Names of the operations that there are, by service. */
  operations(): ReadonlyMap<ServiceName, readonly string[]> {
    return new Map([...this.services].map(([name, { operations }]) => [name, Object.keys(operations)]));
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
    const call: PassingCall = { service, operation, input, principal, requestId };
    const way = this.passages.reduceRight<() => Promise<unknown>>(
      (proceed, passage) => () => passage(call, proceed),
      async () => run(input, { principal, requestId }),
    );
    return (await way()) as Output;
  }
}
