import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { ServiceError } from '../../kernel/errors';
import { checkAttributeText } from './message-text';

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** @throws InvalidParameterValue for a name or type that is none, and for a value that is missing or has forbidden characters */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, { DataType: type = '', StringValue: text = '', BinaryValue: bytes }] of Object.entries(
    attributes,
  )) {
    checkName(name);
    checkType(name, type);
    if (text === '' && (bytes?.length ?? 0) === 0) {
      throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
    }
    checkAttributeText(name, text);
  }
}

/** Letters of all scripts do; names that begin with `AWS.` or `Amazon.` are AWS's own. */
function checkName(name: string): void {
  const wrong =
    name.length > 256
      ? 'is longer than 256 characters'
      : /^(aws|amazon)\./i.test(name)
        ? "begins with 'AWS.' or 'Amazon.', which are reserved"
        : name.startsWith('.') || name.endsWith('.')
          ? 'begins or ends with a period'
          : /^[\p{L}\p{N}_.-]+$/u.test(name)
            ? undefined
            : 'may only contain letters, digits, underscores, hyphens and periods';
  if (wrong !== undefined) throw invalid(`The name of message (user) attribute '${name}' is invalid: it ${wrong}.`);
}

function checkType(name: string, type: string): void {
  if (!/^(String|Number|Binary)(\..*)?$/.test(type)) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (type.length > 256) throw invalid(`The type of message (user) attribute '${name}' is longer than 256 characters.`);
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message);
