import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListQueuesRequest,
  ListQueuesResult,
  PurgeQueueRequest,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import type { DepthMetric } from './depth-metric';
import type { DeduplicationScope, Fifo } from './fifo';
import { checkFifoAttributes, FIFO_DEFAULTS, normalized } from './fifo-attributes';
import { Queue } from './queue';
import { checkAttributes, DEFAULT_ATTRIBUTES, describeQueue, withEncryption } from './queue-attributes';
import { checkQueueName } from './queue-name';
import { checkDeadLetterQueue, redriveOf } from './redrive';

const MOST_PER_PAGE = 1000;
/** ms in which the name of a deleted queue is not free again, and a purged queue is not purged again. */
const MINUTE = 60_000;

/** The queues of the account and the operations on a queue as a whole. */
export class Queues {
  private readonly byName = new Map<string, Queue>();
  /** When each was deleted, ms since the epoch. */
  private readonly deleted = new Map<string, number>();

  constructor(
    private readonly platform: Platform,
    private readonly depth: DepthMetric,
  ) {}

  createQueue(input: CreateQueueRequest): CreateQueueResult {
    only('CreateQueue', input, ['QueueName', 'Attributes', 'tags']);
    const name = input.QueueName ?? '';
    const given = normalized(definedOf(input.Attributes ?? {}));
    const isFifo = given.FifoQueue === 'true';
    checkQueueName(name, isFifo);
    checkAttributes(given, isFifo);
    const defaults = { ...DEFAULT_ATTRIBUTES, ...(isFifo && FIFO_DEFAULTS) };
    if (isFifo) checkFifoAttributes(given, defaults);
    checkDeadLetterQueue(given, isFifo, (arn) => this.find(arn));
    const existing = this.byName.get(name);
    if (existing !== undefined) {
      const changed = Object.entries(given).find(([key, value]) => existing.attributes.get(key) !== value);
      if (changed !== undefined) {
        throw new ServiceError(
          'QueueNameExists',
          `A queue already exists with the same name and a different value for attribute ${changed[0]}`,
        );
      }
      return { QueueUrl: this.url(existing) };
    }
    const { account, region, clock } = this.platform;
    if (clock.now() - (this.deleted.get(name) ?? Number.NEGATIVE_INFINITY) < MINUTE) throw deletedRecently();
    this.deleted.delete(name);
    const queue = new Queue(name, `arn:aws:sqs:${region}:${account}:${name}`, clock.now(), {
      ...defaults,
      ...withEncryption(given),
    });
    queue.tags = definedOf(input.tags ?? {});
    this.byName.set(name, queue);
    return { QueueUrl: this.url(queue) };
  }

  deleteQueue(input: DeleteQueueRequest): void {
    only('DeleteQueue', input, ['QueueUrl']);
    const queue = this.at(input.QueueUrl);
    this.depth.stop(queue);
    this.byName.delete(queue.name);
    this.deleted.set(queue.name, this.platform.clock.now());
  }

  getQueueUrl(input: GetQueueUrlRequest): GetQueueUrlResult {
    only('GetQueueUrl', input, ['QueueName', 'QueueOwnerAWSAccountId']);
    const { account } = this.platform;
    if ((input.QueueOwnerAWSAccountId ?? account) !== account) throw missing();
    return { QueueUrl: this.url(this.named(input.QueueName)) };
  }

  getQueueAttributes(input: GetQueueAttributesRequest): GetQueueAttributesResult {
    only('GetQueueAttributes', input, ['QueueUrl', 'AttributeNames']);
    const queue = this.at(input.QueueUrl);
    const all = describeQueue(queue, this.platform.clock.now());
    const wanted: readonly string[] = input.AttributeNames ?? [];
    if (wanted.includes('All')) return { Attributes: all };
    const found = Object.entries(all).filter(([name]) => wanted.includes(name));
    return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) };
  }

  setQueueAttributes(input: SetQueueAttributesRequest): void {
    only('SetQueueAttributes', input, ['QueueUrl', 'Attributes']);
    const queue = this.at(input.QueueUrl);
    const given = normalized(definedOf(input.Attributes ?? {}));
    const isFifo = queue.fifo !== undefined;
    checkAttributes(given, isFifo);
    if (isFifo) checkFifoAttributes(given, Object.fromEntries(queue.attributes));
    checkDeadLetterQueue(given, isFifo, (arn) => this.find(arn));
    for (const [name, value] of Object.entries(withEncryption(given))) queue.attributes.set(name, value);
    if (queue.fifo !== undefined) this.apply(queue.fifo, queue, given);
  }

  /** What of a FIFO queue's attributes works on the messages that are there, or only after a while. */
  private apply(fifo: Fifo, queue: Queue, given: Readonly<Record<string, string>>): void {
    const { DelaySeconds: delay, DeduplicationScope: scope } = given;
    if (delay !== undefined) queue.delay(queue.milliseconds('DelaySeconds'));
    if (scope !== undefined) fifo.changeScope(scope as DeduplicationScope, this.platform.clock.now());
  }

  listQueues(input: ListQueuesRequest): ListQueuesResult {
    only('ListQueues', input, ['QueueNamePrefix', 'NextToken', 'MaxResults']);
    const prefix = input.QueueNamePrefix ?? '';
    const urls = [...this.byName.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .map((queue) => this.url(queue));
    const { items, next } = page(urls.sort(), input.NextToken, input.MaxResults ?? MOST_PER_PAGE, badToken);
    return { ...(items.length > 0 && { QueueUrls: items }), ...(next !== undefined && { NextToken: next }) };
  }

  purgeQueue(input: PurgeQueueRequest): void {
    only('PurgeQueue', input, ['QueueUrl']);
    const queue = this.at(input.QueueUrl);
    const now = this.platform.clock.now();
    if (now - queue.purged < MINUTE) {
      throw new ServiceError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      );
    }
    queue.purge(now);
  }

  listDeadLetterSourceQueues(input: ListDeadLetterSourceQueuesRequest): ListDeadLetterSourceQueuesResult {
    only('ListDeadLetterSourceQueues', input, ['QueueUrl', 'NextToken', 'MaxResults']);
    const { arn } = this.at(input.QueueUrl);
    const urls = [...this.byName.values()]
      .filter((queue) => redriveOf(queue)?.deadLetterTargetArn === arn)
      .map((queue) => this.url(queue));
    const { items, next } = page(urls.sort(), input.NextToken, input.MaxResults ?? MOST_PER_PAGE, badToken);
    return { queueUrls: items, ...(next !== undefined && { NextToken: next }) };
  }

  /** The queue of an ARN, or undefined. */
  find(arn: string): Queue | undefined {
    const queue = this.byName.get(arn.split(':').at(-1) ?? '');
    return queue?.arn === arn ? queue : undefined;
  }

  /** The queue behind a URL: only its last part counts, since one server has many host names. */
  at(url: string | undefined): Queue {
    return this.named(url?.split('/').at(-1));
  }

  named(name: string | undefined): Queue {
    const queue = this.byName.get(name ?? '');
    if (queue === undefined) throw missing();
    return queue;
  }

  /** The policy of the queue of that ARN, as JSON; undefined where there is none. */
  policyOf(arn: string): string | undefined {
    const policy = this.byName.get(arn.split(':').at(-1) ?? '')?.attributes.get('Policy') ?? '';
    return policy === '' ? undefined : policy;
  }

  private url(queue: Queue): string {
    return `${this.platform.endpoint()}/${this.platform.account}/${queue.name}`;
  }
}

const badToken = () => new ServiceError('InvalidParameterValue', 'Invalid or expired next token.');

const deletedRecently = (): ServiceError =>
  new ServiceError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );

function missing(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', 400);
}

function definedOf(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
