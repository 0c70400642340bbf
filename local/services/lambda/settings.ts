import { Runtime, type UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { NotEmulatedError } from '../../kernel/errors';
import { invalidParameter, validation } from './errors';
import type { FunctionSettings, LoggingSettings } from './lambda-function';

/** Members that say how a function is configured: those of UpdateFunctionConfiguration, named alike in CloudFormation. */
export const SETTING_MEMBERS = [
  'Description',
  'EphemeralStorage',
  'Environment',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
] as const;

export type SettingMembers = Pick<UpdateFunctionConfigurationRequest, (typeof SETTING_MEMBERS)[number]>;

/** Settings of a new function before anything is said, as CreateFunction has them. */
export const defaultSettings = (
  functionName: string,
): Omit<FunctionSettings, 'code' | 'handler' | 'runtime' | 'role'> => ({
  description: '',
  timeout: 3,
  memorySize: 128,
  tracing: 'PassThrough',
  logging: { format: 'Text', group: `/aws/lambda/${functionName}` },
  architecture: 'x86_64',
  ephemeralStorage: 512,
});

/** `current` with what `change` gives; members it does not give stay. The environment is replaced as a whole. */
export function applySettings<Current extends Omit<FunctionSettings, 'code'>>(
  current: Current,
  change: SettingMembers,
): Current {
  return {
    ...current,
    ...given('description', change.Description),
    ...given('handler', change.Handler),
    ...given('role', change.Role),
    ...given('runtime', change.Runtime && nodeRuntime(change.Runtime)),
    ...given('timeout', within('timeout', change.Timeout, 1, 900)),
    ...given('memorySize', within('memorySize', change.MemorySize, 128, 10_240)),
    ...given('ephemeralStorage', within('ephemeralStorage.size', change.EphemeralStorage?.Size, 512, 10_240)),
    ...given('environment', change.Environment && environment(change.Environment.Variables ?? {})),
    ...given('tracing', change.TracingConfig?.Mode),
    ...given('logging', change.LoggingConfig && logging(current.logging, change.LoggingConfig)),
  };
}

const given = <Value>(key: string, value: Value | undefined) => (value === undefined ? {} : { [key]: value });

function within(name: string, value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (value >= least && value <= most) return value;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(`Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`);
}

/** In the order in which Lambda's answer names them; the older ones it knows, and no longer takes. */
const RUNTIMES =
  'nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, ' +
  'java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, ' +
  'provided.al2, java8.al2';

function nodeRuntime(runtime: string): string {
  const supported = RUNTIMES.split(', ').includes(runtime);
  if (supported && runtime.startsWith('nodejs')) return runtime;
  const known: readonly string[] = Object.values(Runtime);
  if (!known.includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES}] or be a valid ARN`,
    );
  }
  if (supported) throw new NotEmulatedError(`the Lambda runtime ${runtime}: only nodejs`);
  throw invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
      'We recommend you use a supported runtime while creating or updating functions.',
  );
}

/** Variables that the service sets and a function may not (Lambda developer guide, "reserved environment variables"). */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_FUNCTION_(NAME|MEMORY_SIZE|VERSION)|LAMBDA_INITIALIZATION_TYPE|LAMBDA_LOG_(GROUP|STREAM)_NAME|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_RUNTIME_API)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
/** Of all variables, as JSON. */
const ENVIRONMENT_BYTES = 4096;

function environment(variables: Record<string, string>): Record<string, string> {
  const prefix =
    'Lambda was unable to configure your environment variables because the environment variables you have provided ';
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${prefix}contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > ENVIRONMENT_BYTES)
    throw invalidParameter(`${prefix}exceeded the 4KB limit. String measured: ${measured}`);
  return { ...variables };
}

function logging(current: LoggingSettings, change: NonNullable<SettingMembers['LoggingConfig']>): LoggingSettings {
  const format = change.LogFormat ?? current.format;
  if (format === 'Text' && (change.ApplicationLogLevel !== undefined || change.SystemLogLevel !== undefined)) {
    throw invalidParameter('ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.');
  }
  return {
    ...current,
    format,
    ...given('group', change.LogGroup),
    ...given('applicationLevel', change.ApplicationLogLevel),
    ...given('systemLevel', change.SystemLogLevel),
  };
}
