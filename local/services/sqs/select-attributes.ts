import type { Message } from '@aws-sdk/client-sqs';
import type { StoredMessage } from './queue';

/** The attributes that a receiver asks for: `All`, `.*`, exact names, and `prefix.*`. */
export function selectAttributes(
  message: StoredMessage,
  names: readonly string[],
): Message['MessageAttributes'] & object {
  const wanted = (attribute: string): boolean =>
    names.some(
      (name) =>
        name === 'All' ||
        name === '*' ||
        name === attribute ||
        (name.endsWith('.*') && attribute.startsWith(name.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(message.attributes).filter(([name]) => wanted(name)));
}
