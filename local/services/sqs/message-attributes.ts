import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** @throws InvalidParameterValue for an attribute without a value */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, { DataType: type, StringValue: text, BinaryValue: bytes }] of Object.entries(attributes)) {
    if ((text ?? '') !== '' || (bytes?.length ?? 0) > 0) continue;
    throw new ServiceError(
      'InvalidParameterValue',
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    );
  }
}

/** What attributes take of a message's size: names, types and values. */
export function bytesOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      (BinaryValue?.length ?? 0),
    0,
  );
}
