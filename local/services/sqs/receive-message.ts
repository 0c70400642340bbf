import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { only } from '../support/only';
import type { DepthMetric } from './depth-metric';
import { md5, md5OfAttributes } from './md5';
import { groupOf } from './message-groups';
import { checkId, wrongType } from './message-ids';
import type { Queue, StoredMessage } from './queue';
import type { Queues } from './queues';
import { receiptOf } from './receipt';
import { availableAfterRedrive } from './redrive';
import { selectAttributes } from './select-attributes';
import { systemAttributes } from './system-attributes';
import type { TrafficMetrics } from './traffic-metrics';
import { within } from './within';

/** ReceiveMessage, with its waiting. */
export class Receiver {
  constructor(
    private readonly platform: Platform,
    private readonly queues: Queues,
    private readonly ids: RandomStream,
    private readonly traffic: TrafficMetrics,
    private readonly depth: DepthMetric,
  ) {}

  /** Waits up to WaitTimeSeconds of clock time for the first message. */
  async receiveMessage(input: ReceiveMessageRequest): Promise<ReceiveMessageResult> {
    only('ReceiveMessage', input, [
      'QueueUrl',
      'AttributeNames',
      'MessageSystemAttributeNames',
      'MessageAttributeNames',
      'MaxNumberOfMessages',
      'VisibilityTimeout',
      'WaitTimeSeconds',
      'ReceiveRequestAttemptId',
    ]);
    const queue = this.queues.at(input.QueueUrl);
    const most = input.MaxNumberOfMessages ?? 1;
    if (most < 1 || most > 10) {
      throw new ServiceError(
        'InvalidParameterValue',
        `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
      );
    }
    const { WaitTimeSeconds: asked = 0 } = input;
    if (!(asked >= 0 && asked <= 20)) {
      throw new ServiceError(
        'InvalidParameterValue',
        `Value ${asked} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
      );
    }
    within('VisibilityTimeout', input.VisibilityTimeout, 43_200);
    const { ReceiveRequestAttemptId: attempt } = input;
    if (attempt !== undefined && queue.fifo === undefined) throw wrongType('ReceiveRequestAttemptId', attempt);
    if (attempt !== undefined) checkId('ReceiveRequestAttemptId', attempt);
    const repeated = attempt === undefined ? undefined : this.repeat(queue, attempt, input);
    if (repeated !== undefined) return { Messages: repeated.map((message) => shown(message, input)) };
    const { clock } = this.platform;
    const wait =
      input.WaitTimeSeconds === undefined
        ? queue.milliseconds('ReceiveMessageWaitTimeSeconds')
        : input.WaitTimeSeconds * 1000;
    const deadline = clock.now() + wait;
    while (this.available(queue).length === 0 && clock.now() < deadline) {
      await this.arrivalOr(queue, Math.min(deadline, queue.nextVisible(clock.now()) ?? deadline));
    }
    const taken = this.available(queue).slice(0, most);
    if (taken.length === 0) {
      this.traffic.count(queue, 'NumberOfEmptyReceives');
      return {};
    }
    this.traffic.count(queue, 'NumberOfMessagesReceived', taken.length);
    for (const message of taken) this.give(queue, message, input);
    if (attempt !== undefined) queue.fifo?.attempts.remember(attempt, taken, clock.now());
    return { Messages: taken.map((message) => shown(message, input)) };
  }

  private available(queue: Queue): StoredMessage[] {
    const { clock } = this.platform;
    return availableAfterRedrive(
      queue,
      clock.now(),
      (arn) => this.queues.find(arn),
      (target) => this.depth.start(target),
    );
  }

  private arrivalOr(queue: Queue, time: number): Promise<void> {
    const { clock } = this.platform;
    return clock.park(
      () =>
        new Promise<void>((resolve) => {
          const timer = clock.at(time, `sqs receive ${queue.name}`, () => {
            forget();
            resolve();
          });
          const forget = queue.onArrival(() => {
            timer.cancel();
            resolve();
          });
        }),
    );
  }

  /** What was given to a request that is made again, hidden for as long again. */
  private repeat(queue: Queue, attempt: string, input: ReceiveMessageRequest): StoredMessage[] | undefined {
    const now = this.platform.clock.now();
    const isThere = (message: StoredMessage) => queue.byId(message.id) === message;
    return queue.fifo?.attempts.repeat(attempt, now, now + hiddenFor(queue, input), isThere);
  }

  private give(queue: Queue, message: StoredMessage, input: ReceiveMessageRequest): void {
    const now = this.platform.clock.now();
    message.visibleFrom = now + hiddenFor(queue, input);
    message.receipt = receiptOf(queue, message.id, this.ids.word(64));
    message.receiveCount += 1;
    message.firstReceived ??= now;
    queue.fifo?.groups.toTheEnd(groupOf(message));
  }
}

/** ms. */
const hiddenFor = (queue: Queue, { VisibilityTimeout: asked }: ReceiveMessageRequest): number =>
  asked === undefined ? queue.milliseconds('VisibilityTimeout') : asked * 1000;

function shown(message: StoredMessage, input: ReceiveMessageRequest): Message {
  const attributes = selectAttributes(message, input.MessageAttributeNames ?? []);
  const system = systemAttributes(message, [
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ]);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: attributes,
      MD5OfMessageAttributes: md5OfAttributes(attributes),
    }),
  };
}
