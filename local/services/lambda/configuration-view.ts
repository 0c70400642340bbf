import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type FunctionVersion, isPending, type LambdaFunction } from './lambda-function';

/** Lambda writes `2024-01-31T12:00:00.000+0000`: no colon in the offset. */
export const lambdaTime = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');

/**
 * A version as GetFunctionConfiguration shows it. `qualifier` is what the caller named: it ends the ARN.
 * @param now ms since the epoch
 */
export function describe(
  owner: LambdaFunction,
  version: FunctionVersion,
  qualifier: string | undefined,
  now: number,
): FunctionConfiguration {
  return { ...summarize(owner, version, qualifier), ...lifeCycle(owner, version, now) };
}

/** The subset that the List operations return: without State and LastUpdateStatus. */
export function summarize(
  owner: LambdaFunction,
  { version, settings, lastModified, revisionId }: FunctionVersion,
  qualifier: string | undefined,
): FunctionConfiguration {
  const variables = settings.environment;
  const { logging } = settings;
  return {
    FunctionName: owner.name,
    FunctionArn: qualifier === undefined ? owner.arn : `${owner.arn}:${qualifier}`,
    Runtime: settings.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: settings.code.size,
    CodeSha256: settings.code.sha256,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: lambdaTime(lastModified),
    Version: version,
    ...(Object.keys(variables).length === 0 ? {} : { Environment: { Variables: { ...variables } } }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: revisionId,
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: logging.format,
      LogGroup: logging.group,
      ...(logging.format === 'JSON'
        ? {
            ApplicationLogLevel: (logging.applicationLevel ?? 'INFO') as 'INFO',
            SystemLogLevel: (logging.systemLevel ?? 'INFO') as 'INFO',
          }
        : {}),
    },
  };
}

function lifeCycle(owner: LambdaFunction, version: FunctionVersion, now: number): FunctionConfiguration {
  if (isPending(version, now)) {
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      // A function that has never been updated does not say that it was.
      ...(version === owner.latest ? {} : { LastUpdateStatus: 'Successful' as const }),
    };
  }
  if (version === owner.latest && owner.updating) {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      // Recorded from AWS; the SDK's list does not have it for updates.
      LastUpdateStatusReasonCode: 'Creating' as never,
    };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}
