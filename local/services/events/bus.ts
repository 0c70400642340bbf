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
import type { Deliverer } from './deliver';
import { type EventEnvelope, envelope } from './event';
import { compilePattern } from './pattern';
import type { Rule } from './rule';
import { onDefaultBus, type Rules } from './rules';

const MOST_ENTRIES = 10;
/** Of an event to test a pattern on. The documentation has `resources` among them; EventBridge takes an event without. */
const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

/** The default event bus: what comes in, and to which rules it goes. */
export class Bus {
  private readonly ids: RandomStream;

  constructor(
    private readonly platform: Platform,
    private readonly rules: Rules,
    private readonly deliverer: Deliverer,
  ) {
    this.ids = platform.random.stream('events.ids');
  }

  /** Takes an event; gives its id. */
  put(event: ServiceEvent): string {
    const sent = this.wrap(event);
    for (const rule of this.rules.enabled()) {
      if (rule.pattern?.(sent) === true) this.deliverer.deliver(rule, sent);
    }
    return sent.id;
  }

  /** A tick of a rule's schedule: an event for that rule alone. */
  tick(rule: Rule): void {
    const time = this.platform.clock.now();
    const event = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {}, time };
    this.deliverer.deliver(rule, this.wrap(event));
  }

  putEvents(input: PutEventsRequest): PutEventsResponse {
    only('PutEvents', input, ['Entries']);
    const entries = input.Entries ?? [];
    if (entries.length === 0 || entries.length > MOST_ENTRIES) {
      throw new ServiceError(
        'ValidationException',
        "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
      );
    }
    const results = entries.map((entry) => this.putEntry(entry));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  testEventPattern(input: TestEventPatternRequest): TestEventPatternResponse {
    const pattern = compilePattern(input.EventPattern ?? '');
    const event = parseObject(input.Event ?? '');
    if (event === undefined || REQUIRED.some((field) => !(field in event))) {
      throw new ServiceError('ValidationException', 'Parameter Event is not valid.');
    }
    return { Result: pattern(event) };
  }

  private putEntry(entry: PutEventsRequestEntry): PutEventsResultEntry {
    only('PutEventsRequestEntry', entry, ['Time', 'Source', 'Resources', 'DetailType', 'Detail', 'EventBusName']);
    onDefaultBus(entry.EventBusName);
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
    return { EventId: this.put({ source, detailType, resources, detail, time: at }) };
  }

  private wrap(event: ServiceEvent): EventEnvelope {
    return envelope(event, this.ids.uuid(), this.platform);
  }
}

const failed = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
