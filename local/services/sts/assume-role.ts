import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { sessionArn } from '../../authorization/context';
import { ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import type { Roles } from '../iam/roles';
import { only } from '../support/only';
import { identityOf } from './identity';

const MEMBERS = ['DurationSeconds', 'ExternalId', 'RoleArn', 'RoleSessionName'];
const SESSION_NAME = '[\\w+=,.@-]*';
/** Seconds. */
const SHORTEST = 900;
const DEFAULT = 3_600;
/** Of a session that begins with the credentials of another one. Seconds. */
const LONGEST_CHAINED = 3_600;

export const assumeRoleOperation = (platform: Platform, roles: Roles) => ({
  /** Whether the caller may is decided before, by the role's trust and the caller's own policies. */
  AssumeRole(input: AssumeRoleRequest, { principal }: Call): AssumeRoleResponse {
    only('AssumeRole', input, MEMBERS);
    const { RoleArn = '', RoleSessionName: session = '', DurationSeconds: seconds = DEFAULT } = input;
    checkSessionName(session);
    const role = roles.withArn(RoleArn);
    // STS does not tell who may not from what is not there.
    if (role === undefined) throw denied(identityOf(principal, roles).Arn, RoleArn);
    checkDuration(seconds, role.maxSessionSeconds, principal.kind === 'role');
    // To the second, as STS gives it.
    const expiresAt = Math.floor(platform.clock.now() / 1000 + seconds) * 1000;
    const { accessKeyId, secretAccessKey, sessionToken } = platform.credentials.issueSession(
      role.arn,
      session,
      expiresAt,
      principal,
    );
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: `${role.id}:${session}`, Arn: sessionArn(role.arn, session) },
    };
  },
});

function checkSessionName(name: string): void {
  if (name.length < 2 || name.length > 64) {
    const wanted = name.length < 2 ? 'greater than or equal to 2' : 'less than or equal to 64';
    throw invalid(name, 'roleSessionName', `Member must have length ${wanted}`);
  }
  if (!new RegExp(`^${SESSION_NAME}$`).test(name)) {
    throw invalid(name, 'roleSessionName', `Member must satisfy regular expression pattern: ${SESSION_NAME}`);
  }
}

function checkDuration(seconds: number, longest: number, isChained: boolean): void {
  if (seconds < SHORTEST) {
    throw invalid(String(seconds), 'durationSeconds', `Member must have value greater than or equal to ${SHORTEST}`);
  }
  if (isChained && seconds > LONGEST_CHAINED) {
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (seconds > longest) {
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

const denied = (who: string, roleArn: string): ServiceError =>
  new ServiceError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  );

const validation = (message: string): ServiceError => new ServiceError('ValidationError', message);

const invalid = (value: string, member: string, constraint: string): ServiceError =>
  validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
