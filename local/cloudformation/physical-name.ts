import type { RandomStream } from '../kernel/random';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 12;

/** The end of a physical name, in letters of both cases as CloudFormation makes it. */
export function randomPart(chance: RandomStream): string {
  return Array.from({ length: LENGTH }, () => CHARACTERS[Math.floor(chance.next() * CHARACTERS.length)]).join('');
}

/** `<stack>-<logical id>-<random>`; the logical id gives way where the service allows less, as with CloudFormation. */
export function physicalName(stackName: string, logicalId: string, random: string, maxLength: number): string {
  const room = maxLength - random.length - 2;
  const stackPart = stackName.slice(0, Math.max(room - Math.min(logicalId.length, Math.ceil(room / 2)), 0));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${random}`;
}
