import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../kernel/clock';
import type { RandomStream } from '../kernel/random';
import type { AssemblyStack } from './assembly';
import type { Properties, StandingResource } from './resource-type';

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackResource extends StandingResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  /** ms since the epoch. */
  readonly updatedAt: number;
}

export interface StackEvent {
  readonly id: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly logicalId: string;
  /** Empty while there is none. */
  readonly physicalId: string;
  readonly type: string;
  readonly status: ResourceStatus | StackStatus;
  readonly reason?: string;
  readonly properties?: Properties;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** One stack with its history. What deployments do to it is in the files beside this one. */
export class Stack {
  readonly createdAt: number;
  /** When the last update began, ms since the epoch. */
  updatedAt: number | undefined;
  deletedAt: number | undefined;
  /** When it was last begun to be removed: by a deletion, or by the rollback of its creation. ms since the epoch. */
  removalBegan: number | undefined;
  /** ARN of the change set that it was last made or changed by. */
  changeSetId: string | undefined;
  status: StackStatus = 'CREATE_IN_PROGRESS';
  statusReason: string | undefined;
  outputs: readonly StackOutput[] = [];
  /** Names of the exports of other stacks that this one is made with. */
  imports: ReadonlySet<string> = new Set();
  /** Oldest first. */
  readonly events: StackEvent[] = [];
  private readonly byLogicalId = new Map<string, StackResource>();

  /**
   * @param source what it was last deployed from with success, or is being created from
   * @param names chance for physical names, apart from that of the events' ids
   */
  constructor(
    readonly id: string,
    readonly name: string,
    public source: AssemblyStack,
    readonly names: RandomStream,
    private readonly eventIds: RandomStream,
    private readonly clock: Clock,
  ) {
    this.createdAt = clock.now();
  }

  get resources(): readonly StackResource[] {
    return [...this.byLogicalId.values()];
  }

  resource(logicalId: string): StackResource | undefined {
    return this.byLogicalId.get(logicalId);
  }

  put(resource: StackResource): void {
    this.byLogicalId.set(resource.logicalId, resource);
  }

  drop(logicalId: string): void {
    this.byLogicalId.delete(logicalId);
  }

  /** Goes to a status of its removal, whose time AWS shows from then on. */
  enterRemoval(status: 'DELETE_IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS', reason?: string): void {
    this.removalBegan = this.clock.now();
    this.enter(status, reason);
  }

  /** Goes to a status, which is an event too. */
  enter(status: StackStatus, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    this.record({
      logicalId: this.name,
      physicalId: this.id,
      type: STACK_TYPE,
      status,
      ...(reason !== undefined && { reason }),
    });
  }

  record(event: Omit<StackEvent, 'id' | 'time'>): void {
    // No two at the same time: who sorts them by it gets the order in which they were.
    const after = (this.events.at(-1)?.time ?? 0) + 1;
    const time = Math.max(this.clock.now(), after);
    const uuid = this.eventIds.uuid();
    // As AWS names them: by what happened to a resource, and by chance for the stack itself.
    const of = `${event.logicalId}-${event.status}-${new Date(time).toISOString()}`;
    this.events.push({ ...event, id: event.type === STACK_TYPE ? uuid : of, time });
  }
}
