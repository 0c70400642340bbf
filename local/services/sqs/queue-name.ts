import { ServiceError } from '../../kernel/errors';

/**
 * The suffix counts towards the length.
 * @throws InvalidParameterValue
 */
export function checkQueueName(name: string, isFifo: boolean): void {
  if (isFifo ? /^[\w-]{1,75}\.fifo$/.test(name) : /^[\w-]{1,80}$/.test(name)) return;
  throw new ServiceError(
    'InvalidParameterValue',
    isFifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}
