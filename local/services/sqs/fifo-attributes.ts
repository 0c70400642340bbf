import { ServiceError } from '../../kernel/errors';

type Attributes = Readonly<Record<string, string>>;

/** What a FIFO queue is made with, beside what every queue is. */
export const FIFO_DEFAULTS: Attributes = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

export const isFifoAttribute = (name: string): boolean => name in ALLOWED;

/** Truth is told in any case, and shown in small letters. */
export function normalized(attributes: Attributes): Record<string, string> {
  const truths = ['FifoQueue', 'ContentBasedDeduplication'];
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, truths.includes(name) ? value.toLowerCase() : value]),
  );
}

/** Of a standard queue: AWS names those two, and knows no others. */
export const refusalInStandardQueue = (name: string): ServiceError =>
  new ServiceError(
    'InvalidAttributeName',
    ['DeduplicationScope', 'FifoThroughputLimit'].includes(name)
      ? `You can specify the ${name} only when FifoQueue is set to true.`
      : `Unknown Attribute ${name}.`,
  );

/**
 * Checks what is given to a FIFO queue, with what it has.
 * @throws InvalidAttributeValue
 */
export function checkFifoAttributes(given: Attributes, standing: Attributes): void {
  for (const [name, value] of Object.entries(given)) {
    if (ALLOWED[name]?.includes(value) === false) {
      throw invalid(name, name === 'FifoQueue' ? ' Reason: Modifying queue type is not supported.' : '');
    }
  }
  const all = { ...standing, ...given };
  if (all.FifoThroughputLimit === 'perMessageGroupId' && all.DeduplicationScope !== 'messageGroup') {
    throw invalid(
      'FifoThroughputLimit',
      ' Reason: To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.',
    );
  }
}

const invalid = (name: string, reason: string): ServiceError =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.${reason}`);
