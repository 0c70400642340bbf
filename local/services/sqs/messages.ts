import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageRequest,
  ReceiveMessageRequest,
  ReceiveMessageResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { bytesOf } from '../support/message-size';
import { only } from '../support/only';
import type { DepthMetric } from './depth-metric';
import { md5, md5OfAttributes } from './md5';
import { checkAttributes } from './message-attributes';
import { fifoIdsOf } from './message-ids';
import { checkBody } from './message-text';
import type { StoredMessage } from './queue';
import type { Queues } from './queues';
import { checkCurrent, isCurrent, messageOf } from './receipt';
import { Receiver } from './receive-message';
import { traceHeaderOf } from './system-attributes';
import { TrafficMetrics } from './traffic-metrics';
import { within } from './within';

/** Sending, receiving and deleting messages. */
export class Messages {
  private readonly ids: RandomStream;
  private readonly traffic: TrafficMetrics;
  private readonly receiver: Receiver;

  constructor(
    private readonly platform: Platform,
    private readonly queues: Queues,
    private readonly depth: DepthMetric,
  ) {
    this.ids = platform.random.stream('sqs.ids');
    this.traffic = new TrafficMetrics(platform);
    this.receiver = new Receiver(platform, queues, this.ids, this.traffic, depth);
  }

  /** @param tooLong in what words AWS refuses a message that is too long: others in a batch */
  sendMessage(
    input: SendMessageRequest,
    call: Call,
    tooLong: 'are invalid' | 'cannot be validated' = 'are invalid',
  ): SendMessageResult {
    only('SendMessage', input, [
      'QueueUrl',
      'MessageBody',
      'DelaySeconds',
      'MessageAttributes',
      'MessageSystemAttributes',
      'MessageGroupId',
      'MessageDeduplicationId',
    ]);
    const queue = this.queues.at(input.QueueUrl);
    const body = input.MessageBody ?? '';
    if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    checkBody(body);
    const { MessageSystemAttributes: system = {} } = input;
    const ids = fifoIdsOf(queue, input);
    const traceHeader = traceHeaderOf(system);
    const most = Number(queue.attributes.get('MaximumMessageSize'));
    const attributes = input.MessageAttributes ?? {};
    checkAttributes(attributes);
    const size = Buffer.byteLength(body) + bytesOf(attributes);
    if (size > most) {
      throw new ServiceError(
        'InvalidParameterValue',
        `One or more parameters ${tooLong}. Reason: Message must be shorter than ${most} bytes.`,
      );
    }
    within('DelaySeconds', input.DelaySeconds, 900);
    const now = this.platform.clock.now();
    const answer = ({ id, sequence }: Pick<StoredMessage, 'id' | 'sequence'>): SendMessageResult => ({
      MessageId: id,
      MD5OfMessageBody: md5(body),
      ...(Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
      ...(traceHeader !== undefined && { MD5OfMessageSystemAttributes: md5OfAttributes(system) }),
      ...(sequence !== undefined && { SequenceNumber: sequence }),
    });
    const duplicate = ids === undefined ? undefined : queue.fifo?.duplicate(ids, now);
    if (duplicate !== undefined) {
      this.traffic.count(queue, 'NumberOfDeduplicatedSentMessages');
      return answer(duplicate);
    }
    const ownDelay = queue.fifo === undefined ? input.DelaySeconds : undefined;
    const delay = ownDelay === undefined ? queue.milliseconds('DelaySeconds') : ownDelay * 1000;
    const sent = { id: this.ids.uuid(), sequence: queue.fifo?.nextNumber() };
    if (ids !== undefined) queue.fifo?.remember(ids, sent, now);
    queue.add({
      ...sent,
      body,
      attributes,
      group: input.MessageGroupId,
      deduplicationId: ids?.deduplicationId,
      traceHeader,
      senderId: call.principal.kind === 'service' ? call.principal.service : call.principal.arn,
      sent: now,
      visibleFrom: now + delay,
      receipt: undefined,
      receiveCount: 0,
      firstReceived: undefined,
    });
    this.depth.start(queue);
    this.traffic.count(queue, 'NumberOfMessagesSent');
    this.traffic.count(queue, 'SentMessageSize', size);
    return answer(sent);
  }

  receiveMessage(input: ReceiveMessageRequest): Promise<ReceiveMessageResult> {
    return this.receiver.receiveMessage(input);
  }

  deleteMessage(input: DeleteMessageRequest): void {
    only('DeleteMessage', input, ['QueueUrl', 'ReceiptHandle']);
    const queue = this.queues.at(input.QueueUrl);
    // Deleting twice is no error on AWS.
    const id = messageOf(queue, input.ReceiptHandle);
    if (queue.fifo !== undefined) checkCurrent(queue.byId(id), input.ReceiptHandle, this.platform.clock.now());
    queue.remove(id);
    this.traffic.count(queue, 'NumberOfMessagesDeleted');
  }

  changeMessageVisibility(input: ChangeMessageVisibilityRequest): void {
    only('ChangeMessageVisibility', input, ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']);
    const queue = this.queues.at(input.QueueUrl);
    within('VisibilityTimeout', input.VisibilityTimeout, 43_200);
    const message = queue.byId(messageOf(queue, input.ReceiptHandle));
    const now = this.platform.clock.now();
    // Recorded from AWS: in a standard queue a handle hides its message again even when it had become visible.
    if (message === undefined || (queue.fifo !== undefined && !isCurrent(message, input.ReceiptHandle, now))) {
      throw new ServiceError(
        'InvalidParameterValue',
        `Value ${input.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    message.visibleFrom = now + (input.VisibilityTimeout ?? 0) * 1000;
    queue.wake();
  }
}
