import type { Platform } from '../../../kernel/platform';
import { assumption } from '../execution-role';
import type { FunctionVersion, LambdaFunction } from '../lambda-function';

/** All environment variables of an environment: the function's own and what Lambda sets. Nothing of the host's. */
export function environmentVariables(
  platform: Platform,
  owner: LambdaFunction,
  { version, settings }: FunctionVersion,
  logStream: string,
  environmentId: string,
): Record<string, string> {
  const credentials = platform.credentials.issue(settings.role, owner.name, environmentId, assumption(owner.arn));
  const { logging } = settings;
  return {
    ...settings.environment,
    _HANDLER: settings.handler,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_DEFAULT_REGION: platform.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySize),
    AWS_LAMBDA_FUNCTION_NAME: owner.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(logging.format === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel ?? 'INFO' } : {}),
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_REGION: platform.region,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // As on Lambda, where a function has no business; there is nothing here.
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    // Where the code is: files are opened by it.
    LAMBDA_TASK_ROOT: settings.code.folder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    // Not on Lambda: where this AWS is, and silence about the host's Node.js, which is not the function's runtime.
    AWS_ENDPOINT_URL: platform.endpoint(),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
