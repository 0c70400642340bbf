import { ServiceError } from '../../kernel/errors';
import { parseObject } from '../support/json';
import type { Queue, StoredMessage } from './queue';

/** Where messages go that were received too often. */
export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @throws InvalidParameterValue */
export function readRedrive(text: string): Redrive {
  const given = parseObject(text) ?? {};
  const { deadLetterTargetArn: arn, maxReceiveCount } = given;
  const most = Number(maxReceiveCount);
  const why =
    typeof arn !== 'string' || !arn.startsWith('arn:aws:sqs:')
      ? 'Dead letter target ARN is missing or no queue'
      : !(Number.isInteger(most) && most >= 1 && most <= 1000)
        ? `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`
        : Object.keys(given).length > 2
          ? 'Only following attributes are allowed: deadLetterTargetArn, maxReceiveCount.'
          : undefined;
  if (why !== undefined || typeof arn !== 'string') throw invalid(text, String(why));
  return { deadLetterTargetArn: arn, maxReceiveCount: most };
}

/**
 * A dead-letter queue has to be there, and of the type of the queue.
 * @throws InvalidParameterValue
 */
export function checkDeadLetterQueue(
  { RedrivePolicy: policy = '' }: Readonly<Record<string, string>>,
  isFifo: boolean,
  queueOf: (arn: string) => Queue | undefined,
): void {
  if (policy === '') return;
  const target = queueOf(readRedrive(policy).deadLetterTargetArn);
  if (target === undefined) throw invalid(policy, 'Dead letter target does not exist.');
  const isSame = (target.fifo !== undefined) === isFifo;
  if (!isSame) throw invalid(policy, 'Dead-letter queue must be same type of queue as the source..');
}

const invalid = (policy: string, why: string): ServiceError =>
  new ServiceError('InvalidParameterValue', `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${why}`);

/** The policy of a queue; an empty one takes it away. */
export function redriveOf({ attributes }: Queue): Redrive | undefined {
  const policy = attributes.get('RedrivePolicy') ?? '';
  return policy === '' ? undefined : readRedrive(policy);
}

/**
 * Takes what of a queue a receiver may have, but moves those messages that were received as often as its policy allows.
 * They keep the time they were sent at, but in a FIFO queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
export function availableAfterRedrive(
  queue: Queue,
  now: number,
  queueOf: (arn: string) => Queue | undefined,
  onMove: (target: Queue) => void,
): StoredMessage[] {
  const available = queue.available(now);
  const policy = redriveOf(queue);
  const target = policy === undefined ? undefined : queueOf(policy.deadLetterTargetArn);
  if (policy === undefined || target === undefined) return available;
  const spent = available.filter(({ receiveCount }) => receiveCount >= policy.maxReceiveCount);
  for (const message of spent) {
    queue.take(message);
    const moved = { ...message, visibleFrom: now, receipt: undefined, deadFrom: queue.arn };
    target.add(target.fifo === undefined ? moved : { ...moved, sent: now, sequence: target.fifo.nextNumber() });
    onMove(target);
  }
  return available.filter((message) => !spent.includes(message));
}
