import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { checkPolicyText } from '../support/policy-text';
import { isFifoAttribute, refusalInStandardQueue } from './fifo-attributes';
import type { Queue } from './queue';
import { readRedrive } from './redrive';

/** Settable attributes with AWS's defaults and ranges. */
const NUMERIC: Readonly<Record<string, readonly [fallback: number, least: number, most: number]>> = {
  DelaySeconds: [0, 0, 900],
  MaximumMessageSize: [1_048_576, 1024, 1_048_576],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  VisibilityTimeout: [30, 0, 43_200],
};

/** Kept as text; nothing is encrypted here. */
const KEPT = ['Policy', 'RedrivePolicy', 'SqsManagedSseEnabled', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'];

export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(NUMERIC).map(([name, [fallback]]) => [name, String(fallback)])),
  SqsManagedSseEnabled: 'true',
};

/** Throws for attributes that AWS would refuse, and for those that are not implemented. */
export function checkAttributes(attributes: Readonly<Record<string, string>>, isFifo: boolean): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = NUMERIC[name];
    if (name === 'RedrivePolicy' && value !== '') readRedrive(value);
    if (name === 'Policy') checkPolicyText(value, () => invalid(name));
    if (range !== undefined) {
      const [, least, most] = range;
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < least || number > most) {
        throw invalid(name);
      }
    } else if (!KEPT.includes(name) && !(isFifo && isFifoAttribute(name))) throw refusalOf(name);
  }
  if ((attributes.KmsMasterKeyId ?? '') !== '' && attributes.SqsManagedSseEnabled === 'true') {
    throw badName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
}

function refusalOf(name: string): Error {
  if (name === 'RedriveAllowPolicy') return new NotEmulatedError(`the queue attribute ${name}`);
  return refusalInStandardQueue(name);
}

const badName = (message: string): ServiceError => new ServiceError('InvalidAttributeName', message);

/** What is stored of what was set: a key of KMS takes the place of SQS's own encryption. */
export function withEncryption(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const { KmsMasterKeyId = '', SqsManagedSseEnabled } = attributes;
  if (KmsMasterKeyId === '' || SqsManagedSseEnabled !== undefined) return { ...attributes };
  return { ...attributes, SqsManagedSseEnabled: 'false' };
}

const invalid = (name: string): ServiceError =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`, 400);

/** All attributes as GetQueueAttributes shows them. */
export function describeQueue(queue: Queue, now: number): Record<string, string> {
  const created = String(Math.floor(queue.created / 1000));
  const hasKey = (queue.attributes.get('KmsMasterKeyId') ?? '') !== '';
  // What was set to nothing is not there, and how long a key is used, only where there is one.
  const shown = ([name, value]: [string, string]): boolean =>
    value !== '' && (hasKey || name !== 'KmsDataKeyReusePeriodSeconds');
  return {
    ...Object.fromEntries([...queue.attributes].filter(shown)),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visible(now).length),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlight(now)),
    ApproximateNumberOfMessagesDelayed: String(queue.delayed(now)),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
}
