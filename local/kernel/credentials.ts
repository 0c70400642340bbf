import { createHash } from 'node:crypto';

/** A service that acts as a role, and the resource of it on whose behalf. */
export interface Assumption {
  /** For example `lambda.amazonaws.com`. */
  readonly service: string;
  /** ARN, `aws:SourceArn` in conditions. */
  readonly sourceArn: string;
}

/** Who makes a call. */
export type Principal =
  | {
      readonly kind: 'role';
      readonly arn: string;
      readonly session: string;
      /** The execution environment that the credentials were given to, when a function calls. */
      readonly environment?: string;
      /** The role that a session was begun in, when that was another one: no policy sees it, but rules for faults do. */
      readonly origin?: string;
      /** When the credentials end, ms since the epoch; those of a service's own end with what it does. */
      readonly expiresAt?: number;
      /** Who acts as the role, so that the role's trust in it is checked. */
      readonly assumedBy?: Assumption;
    }
  | {
      readonly kind: 'service';
      readonly service: string;
      /** ARN of the resource on whose behalf the service calls, `aws:SourceArn` in conditions. */
      readonly sourceArn?: string;
    }
  | { readonly kind: 'operator'; readonly arn: string };

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Each role has credentials of its own; any other key is the operator's, as on a developer's machine. */
export class CredentialRegistry {
  private readonly principals = new Map<string, Principal>();
  private sessions = 0;

  constructor(private readonly account: string) {}

  /** Credentials of a role, the same each time. As on AWS, each execution environment of a function has its own. */
  issue(roleArn: string, session: string, environment?: string, assumedBy?: Assumption): Credentials {
    const owner = [roleArn, session, ...(environment === undefined ? [] : [environment])].join('/');
    const digest = createHash('sha256').update(owner).digest('hex').toUpperCase();
    const accessKeyId = `ASIA${digest.slice(0, 16)}`;
    this.principals.set(accessKeyId, {
      kind: 'role',
      arn: roleArn,
      session,
      ...(environment === undefined ? {} : { environment }),
      ...(assumedBy === undefined ? {} : { assumedBy }),
    });
    return {
      accessKeyId,
      secretAccessKey: digest.slice(16, 56),
      sessionToken: digest.slice(24),
    };
  }

  /**
   * Credentials of one session in a role, never the same twice.
   * @param expiresAt ms since the epoch
   * @param by who begins it; a function's environment goes on making the calls
   */
  issueSession(roleArn: string, session: string, expiresAt: number, by: Principal): Credentials {
    this.sessions += 1;
    const digest = createHash('sha256').update(`${this.sessions}/${roleArn}/${session}`).digest('hex').toUpperCase();
    const accessKeyId = `ASIA${digest.slice(0, 16)}`;
    this.principals.set(accessKeyId, {
      kind: 'role',
      arn: roleArn,
      session,
      expiresAt,
      ...(by.kind === 'role' && { origin: by.origin ?? by.arn }),
      ...(by.kind === 'role' && by.environment !== undefined && { environment: by.environment }),
    });
    return { accessKeyId, secretAccessKey: digest.slice(16, 56), sessionToken: digest.slice(24) };
  }

  /** The principal behind an access key; an unknown key belongs to the operator. */
  identify(accessKeyId: string | undefined): Principal {
    const known = accessKeyId === undefined ? undefined : this.principals.get(accessKeyId);
    return known ?? { kind: 'operator', arn: `arn:aws:iam::${this.account}:user/operator` };
  }
}
