import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageRequest,
  Message,
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
import { checkBody } from './message-text';
import type { Queue, StoredMessage } from './queue';
import type { Queues } from './queues';
import { messageOf, receiptOf } from './receipt';
import { visibleAfterRedrive } from './redrive';
import { selectAttributes } from './select-attributes';
import { checkGroup, systemAttributes, traceHeaderOf } from './system-attributes';
import { TrafficMetrics } from './traffic-metrics';

/** Sending, receiving and deleting messages. */
export class Messages {
  private readonly ids: RandomStream;
  private readonly traffic: TrafficMetrics;

  constructor(
    private readonly platform: Platform,
    private readonly queues: Queues,
    private readonly depth: DepthMetric,
  ) {
    this.ids = platform.random.stream('sqs.ids');
    this.traffic = new TrafficMetrics(platform);
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
    ]);
    const queue = this.queues.at(input.QueueUrl);
    const body = input.MessageBody ?? '';
    if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    checkBody(body);
    const { MessageGroupId: group, MessageSystemAttributes: system = {} } = input;
    if (group !== undefined) checkGroup(group);
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
    const delay = input.DelaySeconds === undefined ? queue.milliseconds('DelaySeconds') : input.DelaySeconds * 1000;
    const id = this.ids.uuid();
    queue.add({
      id,
      body,
      attributes,
      group,
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
    return {
      MessageId: id,
      MD5OfMessageBody: md5(body),
      ...(Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
      ...(traceHeader !== undefined && { MD5OfMessageSystemAttributes: md5OfAttributes(system) }),
    };
  }

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
    const { clock } = this.platform;
    const wait =
      input.WaitTimeSeconds === undefined
        ? queue.milliseconds('ReceiveMessageWaitTimeSeconds')
        : input.WaitTimeSeconds * 1000;
    const deadline = clock.now() + wait;
    while (this.visible(queue).length === 0 && clock.now() < deadline) {
      await this.arrivalOr(queue, Math.min(deadline, queue.nextVisible(clock.now()) ?? deadline));
    }
    const taken = this.visible(queue).slice(0, most);
    if (taken.length === 0) {
      this.traffic.count(queue, 'NumberOfEmptyReceives');
      return {};
    }
    this.traffic.count(queue, 'NumberOfMessagesReceived', taken.length);
    return { Messages: taken.map((message) => this.receive(queue, message, input)) };
  }

  deleteMessage(input: DeleteMessageRequest): void {
    only('DeleteMessage', input, ['QueueUrl', 'ReceiptHandle']);
    const queue = this.queues.at(input.QueueUrl);
    // Deleting twice is no error on AWS.
    queue.remove(messageOf(queue, input.ReceiptHandle));
    this.traffic.count(queue, 'NumberOfMessagesDeleted');
  }

  changeMessageVisibility(input: ChangeMessageVisibilityRequest): void {
    only('ChangeMessageVisibility', input, ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']);
    const queue = this.queues.at(input.QueueUrl);
    within('VisibilityTimeout', input.VisibilityTimeout, 43_200);
    const message = queue.byId(messageOf(queue, input.ReceiptHandle));
    if (message === undefined) {
      throw new ServiceError(
        'InvalidParameterValue',
        `Value ${input.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    // Recorded from AWS: a handle hides its message again even when it had become visible.
    message.visibleFrom = this.platform.clock.now() + (input.VisibilityTimeout ?? 0) * 1000;
  }

  private visible(queue: Queue): StoredMessage[] {
    return visibleAfterRedrive(queue, this.platform.clock.now(), (arn) => this.queues.find(arn));
  }

  private arrivalOr(queue: Queue, time: number): Promise<void> {
    const { clock } = this.platform;
    return clock.park(
      () =>
        new Promise<void>((resolve) => {
          const timer = clock.at(time, `sqs receive ${queue.name}`, resolve);
          queue.onArrival(() => {
            timer.cancel();
            resolve();
          });
        }),
    );
  }

  private receive(queue: Queue, message: StoredMessage, input: ReceiveMessageRequest): Message {
    const now = this.platform.clock.now();
    const hidden =
      input.VisibilityTimeout === undefined ? queue.milliseconds('VisibilityTimeout') : input.VisibilityTimeout * 1000;
    message.visibleFrom = now + hidden;
    message.receipt = receiptOf(queue, message.id, this.ids.word(64));
    message.receiveCount += 1;
    message.firstReceived ??= now;
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
}

/** Seconds that a call may ask for. @throws InvalidParameterValue */
function within(parameter: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= most)) return;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: Must be between 0 and ${most}, if provided.`,
  );
}
