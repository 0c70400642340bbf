import { createHash } from 'node:crypto';
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
  return {
    ...summarize(owner, version, qualifier),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(owner, version.settings.runtime) },
    ...lifeCycle(owner, version, now),
  };
}

/** AWS names the build of a runtime by a hash; here one build stands for each runtime. */
function runtimeVersionArn(owner: LambdaFunction, runtime: string): string {
  const region = owner.arn.split(':')[3];
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}

/** The subset that the List operations return: without State and LastUpdateStatus. */
export function summarize(
  owner: LambdaFunction,
  { version, settings, lastModified, revisionId }: FunctionVersion,
  qualifier: string | undefined,
): FunctionConfiguration {
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
    ...(settings.environment === undefined ? {} : { Environment: { Variables: { ...settings.environment } } }),
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
      // What has never been updated does not say that it was.
      StateReasonCode: 'Creating',
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
