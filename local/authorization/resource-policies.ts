import type { Statement } from './policy';
import { readPolicy } from './read-policy';

/** Policies on resources, read once for as long as they stay the same. */
export class ResourcePolicies {
  private readonly read = new Map<string, { readonly text: string; readonly statements: readonly Statement[] }>();

  /** @param policyOf a policy as JSON, by the ARN of the resource. */
  constructor(private readonly policyOf: (arn: string) => string | undefined) {}

  of(arn: string): readonly Statement[] {
    const text = this.policyOf(arn);
    if (text === undefined) return [];
    const known = this.read.get(arn);
    if (known?.text === text) return known.statements;
    const statements = readPolicy(JSON.parse(text), 'resource');
    this.read.set(arn, { text, statements });
    return statements;
  }
}
