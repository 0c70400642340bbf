import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { checkPolicyText } from '../support/policy-text';
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
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
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
    } else if (!KEPT.includes(name)) {
      throw new NotEmulatedError(`the queue attribute ${name}`);
    }
  }
}

const invalid = (name: string): ServiceError =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`, 400);

/** All attributes as GetQueueAttributes shows them. */
export function describeQueue(queue: Queue, now: number): Record<string, string> {
  const created = String(Math.floor(queue.created / 1000));
  return {
    // What was set to nothing is not there.
    ...Object.fromEntries([...queue.attributes].filter(([, value]) => value !== '')),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visible(now).length),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlight(now)),
    ApproximateNumberOfMessagesDelayed: String(queue.delayed(now)),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
}
