import type {
  CreateEventBusRequest,
  CreateEventBusResponse,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  ListEventBusesRequest,
  ListEventBusesResponse,
  UpdateEventBusRequest,
  UpdateEventBusResponse,
} from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { type Tags, tagsFrom } from '../support/tags';
import { badToken, limitOf } from './limits';

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  description: string | undefined;
  tags: Tags;
  /** ms since the epoch; undefined for the default bus, which was always there. */
  readonly created: number | undefined;
  modified: number | undefined;
}

export const DEFAULT_BUS = 'default';
/** Quota of an account and region. */
const MOST_BUSES = 100;

/** The event buses: the default one, and those that somebody made. */
export class EventBuses {
  private readonly byName = new Map<string, EventBus>();

  constructor(private readonly platform: Platform) {
    const arn = this.arn(DEFAULT_BUS);
    const always = { created: undefined, modified: undefined };
    this.byName.set(DEFAULT_BUS, { name: DEFAULT_BUS, arn, description: undefined, tags: {}, ...always });
  }

  /** By name or ARN; undefined for one that does not exist. */
  find(nameOrArn: string = DEFAULT_BUS): EventBus | undefined {
    return [...this.byName.values()].find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
  }

  /** @throws ResourceNotFoundException */
  get(nameOrArn: string = DEFAULT_BUS): EventBus {
    const bus = this.find(nameOrArn);
    if (bus !== undefined) return bus;
    const name = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
    throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }

  create(input: CreateEventBusRequest): CreateEventBusResponse {
    only('CreateEventBus', input, ['Name', 'Description', 'Tags']);
    const { Name: name = '', Description: description, Tags: tags } = input;
    if (name.includes('/')) throw new ServiceError('ValidationException', "Event bus name must not contain '/'.");
    if (this.byName.has(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    if (this.byName.size > MOST_BUSES) {
      throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    }
    const now = this.platform.clock.now();
    const bus = { name, arn: this.arn(name), description, tags: tagsFrom(tags), created: now, modified: now };
    this.byName.set(name, bus);
    return { EventBusArn: bus.arn, ...(description !== undefined && { Description: description }) };
  }

  update(input: UpdateEventBusRequest): UpdateEventBusResponse {
    only('UpdateEventBus', input, ['Name', 'Description']);
    const bus = this.get(input.Name);
    bus.description = input.Description ?? bus.description;
    bus.modified = this.platform.clock.now();
    const { name, arn, description } = bus;
    return { Arn: arn, Name: name, ...(description !== undefined && { Description: description }) };
  }

  describe(input: DescribeEventBusRequest): DescribeEventBusResponse {
    only('DescribeEventBus', input, ['Name']);
    return shown(this.get(input.Name));
  }

  list(input: ListEventBusesRequest): ListEventBusesResponse {
    only('ListEventBuses', input, ['NamePrefix', 'NextToken', 'Limit']);
    const found = [...this.byName.values()]
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(found, input.NextToken, limitOf(input.Limit), badToken);
    return { EventBuses: items.map(shown), ...(next !== undefined && { NextToken: next }) };
  }

  /** A bus that does not exist is deleted, too. @param clear takes the rules of the bus away */
  delete(input: DeleteEventBusRequest, clear: (bus: EventBus) => void): void {
    only('DeleteEventBus', input, ['Name']);
    if (input.Name === DEFAULT_BUS) throw new ServiceError('ValidationException', 'Cannot delete event bus default.');
    const bus = this.find(input.Name);
    if (bus === undefined) return;
    clear(bus);
    this.byName.delete(bus.name);
  }

  private arn(name: string): string {
    return `arn:aws:events:${this.platform.region}:${this.platform.account}:event-bus/${name}`;
  }
}

function shown({ name, arn, description, created, modified }: EventBus) {
  return {
    Name: name,
    Arn: arn,
    ...(description !== undefined && { Description: description }),
    ...(created !== undefined && { CreationTime: new Date(created) }),
    ...(modified !== undefined && { LastModifiedTime: new Date(modified) }),
  };
}
