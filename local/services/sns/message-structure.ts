import { ServiceError } from '../../kernel/errors';
import { parseObject } from '../support/json';
import { invalidParameter } from './arn';

/**
 * The text for each protocol of a message whose structure is `json`; the others get its `default`.
 * @throws InvalidParameter
 */
export function readStructure(message: string): Readonly<Record<string, string>> {
  const parsed = parseObject(message);
  if (parsed === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse');
  if (typeof parsed.default !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** @throws ParameterValueInvalid for what no message attribute may be */
export function checkAttributes(
  attributes: Readonly<
    Record<
      string,
      { DataType?: string | undefined; StringValue?: string | undefined; BinaryValue?: Uint8Array | undefined }
    >
  >,
): void {
  for (const [name, { DataType: type = '', StringValue: text, BinaryValue: binary }] of Object.entries(attributes)) {
    checkName(name);
    if (!/^(Binary|Number|String)(\..+)?$/.test(type)) {
      throw wrong(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const field = type.startsWith('Binary') ? 'Binary' : 'String';
    const [value, other] = field === 'Binary' ? [binary, text] : [text, binary];
    if (other !== undefined && value === undefined) {
      throw wrong(`The message attribute '${name}' with type '${type}' must use field '${field}'.`);
    }
    if (value === undefined || value.length === 0) {
      throw wrong(
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      );
    }
  }
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) >= 256) throw wrong('Length of message attribute name must be less than 256 bytes.');
  const bad = /[^\w.-]/.exec(name)?.[0];
  if (bad !== undefined) {
    throw wrong(
      `Invalid non-alphanumeric character '#x${bad.charCodeAt(0).toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.startsWith('.')) throw wrong("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith('.')) throw wrong("Invalid message attribute name ending with character '.' was found.");
  if (name.includes('..')) throw wrong("Message attribute name can not have successive '.' character.");
}

const wrong = (message: string): ServiceError => new ServiceError('ParameterValueInvalid', message);
