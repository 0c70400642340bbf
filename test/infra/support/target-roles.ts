import type { Template } from 'aws-cdk-lib/assertions';
import { flatten, listed, resources, type Statement } from './synth';

/** A role of a target's own, in which the healer acts on it. */
export interface TargetRole {
  readonly id: string;
  /** The last part of its path. */
  readonly kind: string;
  readonly trust: object;
  /** Whom it trusts, by the name of the healer's function. */
  readonly actors: readonly string[];
  readonly statements: readonly Statement[];
}

/** The roles of all targets of a template. */
export function targetRoles(template: Template): TargetRole[] {
  return resources(template, 'AWS::IAM::Role')
    .filter(([, { Properties }]) => String(Properties.Path ?? '').startsWith('/self-healing/'))
    .map(([id, { Properties }]) => {
      const trust = Properties.AssumeRolePolicyDocument;
      return {
        id,
        kind: Properties.Path.split('/').at(-2),
        trust,
        actors: trust.Statement.flatMap((statement: { Principal: { AWS: unknown } }) =>
          listed(statement.Principal.AWS).map((arn) => actorOf(flatten(arn))),
        ),
        statements: Properties.Policies.flatMap(
          (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
        ),
      };
    });
}

/** `...ExportsOutputFnGetAttMoveAliasRole1FCED2FDArn...` or, of a healer known by its ARNs, `...:role/move-alias`. */
function actorOf(arn: string): string {
  const exported = /FnGetAtt(\w+?)Role[0-9A-F]{8}Arn/.exec(arn)?.[1];
  const name = exported ?? arn.slice(arn.lastIndexOf('/') + 1);
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
