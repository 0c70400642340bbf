import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { checkPolicyText } from '../support/policy-text';
import { invalidParameter } from './arn';

/** Kept and shown; nothing is encrypted or traced here. */
const KEPT = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'TracingConfig'];

const OF_FIFO: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['true', 'false'],
  FifoThroughputScope: ['Topic', 'MessageGroup'],
};

/** What a FIFO topic is made with. */
export const FIFO_DEFAULTS = { FifoTopic: 'true', ContentBasedDeduplication: 'false' };

/** Truth is told in any case, and shown in small letters. */
export const normalized = (attribute: string, value: string): string =>
  attribute === 'FifoTopic' || attribute === 'ContentBasedDeduplication' ? value.toLowerCase() : value;

/**
 * Checks what an attribute is to be.
 * @throws InvalidParameter, NotEmulatedError
 */
export function checkTopicAttribute(attribute: string, value: string, isFifo: boolean): void {
  // A topic stays of the type it was made.
  if (attribute === 'FifoTopic') throw invalidParameter('AttributeName');
  if (attribute === 'Policy') {
    checkPolicyText(value, () => new ServiceError('InvalidParameter', 'Invalid parameter: Policy Error: null'));
  }
  const allowed = OF_FIFO[attribute];
  if (allowed === undefined) {
    if (!KEPT.includes(attribute)) throw new NotEmulatedError(`the topic attribute ${attribute}`);
    return;
  }
  if (!isFifo) throw invalidParameter(`${attribute} Reason: only FIFO topics have it`);
  if (!allowed.includes(value)) throw invalidParameter(`${attribute} Reason: must be ${allowed.join(' or ')}`);
}
