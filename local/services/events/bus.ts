import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../kernel/errors';
import type { Platform, ServiceEvent } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { parseObject } from '../support/json';
import { only } from '../support/only';
import { DEFAULT_BUS, type EventBuses } from './buses';
import type { Deliverer } from './deliver';
import { type EventEnvelope, envelope } from './event';
import { compilePattern } from './pattern';
import type { Rule } from './rule';
import type { Rules } from './rules';

/** Of all entries of a request. */
const MOST_BYTES = 262_144;
/** Of an event to test a pattern on. The documentation has `resources` among them; EventBridge takes an event without. */
const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

/** What comes in on the event buses, and to which rules it goes. */
export class Bus {
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly buses: EventBuses,
    private readonly rules: Rules,
    private readonly deliverer: Deliverer,
  ) {
    this.ids = platform.random.stream('events.ids');
  }

  /** Takes an event; gives its id. What comes for a bus that does not exist is lost, without a word. */
  put(event: ServiceEvent, bus: string | undefined = DEFAULT_BUS): string {
    const sent = this.wrap(event);
    this.offer(sent, this.buses.find(bus)?.name, 0);
    return sent.id;
  }

  /** Brings an event to another bus, as the same event. */
  forward(event: EventEnvelope, bus: string, hops: number): void {
    this.offer(event, this.buses.get(bus).name, hops);
  }

  private offer(event: EventEnvelope, bus: string | undefined, hops: number): void {
    for (const rule of bus === undefined ? [] : this.rules.enabled(bus)) {
      if (rule.pattern?.(event) === true) this.deliverer.deliver(rule, event, hops);
    }
  }

  /** A tick of a rule's schedule: an event for that rule alone. */
  tick(rule: Rule): void {
    const time = this.platform.clock.now();
    const event = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {}, time };
    this.deliverer.deliver(rule, this.wrap(event), 0);
  }

  putEvents(input: PutEventsRequest): PutEventsResponse {
    only('PutEvents', input, ['Entries']);
    const entries = input.Entries ?? [];
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_BYTES) {
      throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = entries.map((entry) => this.putEntry(entry));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  testEventPattern(input: TestEventPatternRequest): TestEventPatternResponse {
    only('TestEventPattern', input, ['EventPattern', 'Event']);
    const pattern = compilePattern(input.EventPattern ?? '');
    const event = parseObject(input.Event ?? '');
    if (event === undefined || REQUIRED.some((field) => !(field in event))) {
      throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
    }
    return { Result: pattern(event) };
  }

  private putEntry(entry: PutEventsRequestEntry): PutEventsResultEntry {
    only('PutEventsRequestEntry', entry, ['Time', 'Source', 'Resources', 'DetailType', 'Detail', 'EventBusName']);
    const {
      Source: source = '',
      DetailType: detailType = '',
      Detail: text = '',
      Resources: resources = [],
      Time: time,
    } = entry;
    for (const [name, value] of Object.entries({ Source: source, DetailType: detailType, Detail: text })) {
      if (value === '')
        return failed('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
    if (source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
    const detail = parseObject(text);
    if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
    const at = time?.getTime() ?? this.platform.clock.now();
    return { EventId: this.put({ source, detailType, resources, detail, time: at }, entry.EventBusName) };
  }

  private wrap(event: ServiceEvent): EventEnvelope {
    return envelope(event, this.ids.uuid(), this.platform);
  }
}

/** As the user guide counts it: 14 bytes for a time, and all text in UTF-8. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

const failed = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
