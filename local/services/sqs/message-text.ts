import { ServiceError } from '../../kernel/errors';

/** Characters that XML 1.0 allows: #x9, #xA, #xD, #x20-#xD7FF, #xE000-#xFFFD, and all beyond. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** @throws InvalidMessageContents for a character that no message may hold */
export function checkBody(body: string): void {
  const found = FORBIDDEN.exec(body);
  if (found === null) return;
  throw new ServiceError('InvalidMessageContents', refusal(found[0], 'message body'));
}

/** @throws InvalidParameterValue for the same in the value of an attribute */
export function checkAttributeText(name: string, text: string): void {
  const found = FORBIDDEN.exec(text);
  if (found === null) return;
  throw new ServiceError('InvalidParameterValue', refusal(found[0], `message attribute '${name}' value`));
}

function refusal(character: string, where: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `Invalid binary character '#x${code}' was found in the ${where}, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].`;
}
