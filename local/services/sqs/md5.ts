import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/**
 * MD5OfMessageAttributes, which the SDKs check: for each attribute by name, the lengths (4 bytes, big-endian) and
 * bytes of name, type and value, the value after one byte that tells strings (1) from binaries (2).
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttributeValue>>): string {
  const parts: Buffer[] = [];
  const sized = (bytes: Buffer): void => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    parts.push(size, bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const { DataType = 'String', StringValue, BinaryValue } = attributes[name] as MessageAttributeValue;
    const binary = DataType.startsWith('Binary');
    sized(Buffer.from(name));
    sized(Buffer.from(DataType));
    parts.push(Buffer.from([binary ? 2 : 1]));
    sized(binary ? Buffer.from(BinaryValue ?? new Uint8Array()) : Buffer.from(StringValue ?? ''));
  }
  return md5(Buffer.concat(parts));
}
