import { controlCharacter, hiddenSource, jsonFault } from '../support/json-fault';
import { invalidRequestContent } from './errors';

/**
 * The event of an invocation, as JSON. An empty body is an empty event.
 * @throws InvalidRequestContentException in the words of AWS's parser
 */
export function readPayload(bytes: Buffer): string {
  if (bytes.length === 0) return '{}';
  const text = bytes.toString();
  const fault = notText(bytes) ?? jsonFault(text);
  if (fault === undefined) return text;
  throw invalidRequestContent(
    `Could not parse request body into json: Could not parse payload into json: ${fault.message}\n at ${fault.hidden}`,
  );
}

/** What is told of bytes that are not UTF-8: recorded for one at the beginning, and for one behind text. */
function notText(bytes: Buffer): { readonly message: string; readonly hidden: string } | undefined {
  const [first = 0] = bytes;
  if (first >= 0x80) return { message: controlCharacter(first), hidden: hiddenSource('line: 1, column: 1') };
  const sound = soundBytes(bytes);
  if (sound === bytes.length) return undefined;
  return {
    message: `Invalid UTF-8 start byte 0x${(bytes[sound] as number).toString(16)}`,
    hidden: hiddenSource(`line: 1, column: ${sound + 2}`),
  };
}

/** How many of the bytes are UTF-8. */
function soundBytes(bytes: Buffer): number {
  const text = bytes.toString();
  const replaced = text.indexOf('\uFFFD');
  // The character that stands for a bad byte may also have been sent.
  if (replaced === -1 || Buffer.from(text).equals(bytes)) return bytes.length;
  return Buffer.byteLength(text.slice(0, replaced));
}
