import type { Stack } from '../cloudformation/stack';

/** Shorter names could be part of anything. */
const SHORTEST = 8;

/** Tells the resources of stacks by what AWS calls them, so that records of clouds with other names can be compared. */
export class PhysicalNames {
  private readonly places = new Map<string, string>();
  private readonly tails: (readonly [name: string, logicalId: string])[];

  constructor(stacks: readonly Stack[]) {
    const tails = new Map<string, string>();
    for (const { name, resources } of stacks) {
      for (const { logicalId, ref, attributes } of resources) {
        for (const physical of [ref, String(attributes.Arn)]) this.places.set(physical, `${name}/${logicalId}`);
        const tail = ref.split(/[:/]/).at(-1) ?? '';
        // A log group is named after its function, which then is meant.
        if (ref === tail || !tails.has(tail)) tails.set(tail, logicalId);
      }
    }
    // An alias or version ends in a name that others have, too.
    this.tails = [...tails].filter(([tail]) => tail.length >= SHORTEST).sort(([a], [b]) => b.length - a.length);
  }

  /** `<stack>/<logical id>` of what has this ARN; the ARN itself when no stack has it. */
  place(arn: string): string {
    return this.places.get(arn) ?? arn;
  }

  /** The ARN that ends so. */
  arnEnding(ending: string): string | undefined {
    return [...this.places.keys()].find((physical) => physical.startsWith('arn:') && physical.endsWith(ending));
  }

  /** The text with logical ids in braces in the place of physical names. */
  readable(text: string): string {
    return this.tails.reduce((readable, [tail, logicalId]) => readable.replaceAll(tail, `{${logicalId}}`), text);
  }
}
