import { createHash } from 'node:crypto';

/** Who makes a call. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string; readonly session: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'operator'; readonly arn: string };

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Each role has credentials of its own; any other key is the operator's, as on a developer's machine. */
export class CredentialRegistry {
  private readonly principals = new Map<string, Principal>();

  constructor(private readonly account: string) {}

  /** Credentials of a role, the same each time. */
  issue(roleArn: string, session: string): Credentials {
    const digest = createHash('sha256').update(`${roleArn}/${session}`).digest('hex').toUpperCase();
    const accessKeyId = `ASIA${digest.slice(0, 16)}`;
    this.principals.set(accessKeyId, { kind: 'role', arn: roleArn, session });
    return {
      accessKeyId,
      secretAccessKey: digest.slice(16, 56),
      sessionToken: digest.slice(24),
    };
  }

  /** The principal behind an access key; an unknown key belongs to the operator. */
  identify(accessKeyId: string | undefined): Principal {
    const known = accessKeyId === undefined ? undefined : this.principals.get(accessKeyId);
    return known ?? { kind: 'operator', arn: `arn:aws:iam::${this.account}:user/operator` };
  }
}
