import { readPolicy } from '../../authorization/read-policy';
import { parseObject } from './json';

/**
 * Checks a resource policy that is given as text; an empty one takes the policy away.
 * @param malformed the service's own error for what is no JSON object
 * @throws NotEmulatedError for what is not understood in it
 */
export function checkPolicyText(text: string, malformed: () => Error): void {
  if (text === '') return;
  const document = parseObject(text);
  if (document === undefined) throw malformed();
  readPolicy(document, 'resource');
}
