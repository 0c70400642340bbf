import { ServiceError } from '../../../kernel/errors';
import type { Platform, ServiceName } from '../../../kernel/platform';
import type { RandomStream } from '../../../kernel/random';
import type { Json } from '../expression/json';
import { assumption } from '../machine-role';
import { StateFailure } from '../run/failure';

/** What a Task state does. */
export interface Integration {
  /** `function` is the plain ARN of a Lambda function, `activity` that of an activity: both have history events of their own. */
  readonly style: 'service' | 'function' | 'activity';
  /** As in history events: `lambda`, `aws-sdk:dynamodb`; for a function its ARN is `resource`. */
  readonly resourceType: string;
  readonly resource: string;
  /** When the task is over: with the answer, when the holder of its token says so, or when the job that it began ends. */
  readonly pattern: 'requestResponse' | 'waitForTaskToken' | 'runAJob';
  /** Of the pattern `runAJob`. */
  readonly job?: Job;
  /** Refuses at creation what can only be known once the service's schemas are loaded. */
  verify(): Promise<void>;
  /** @throws StateFailure with the error name and cause that AWS gives. */
  call(argument: Json, caller: Caller): Promise<Json>;
}

/** What an integration begins and waits for. */
export interface Job {
  idOf(submitted: Json): string;
  /** Of a job that has ended. @throws StateFailure when it has not succeeded. */
  result(id: string, caller: Caller): Promise<Json>;
  stop(id: string, caller: Caller): Promise<unknown>;
}

/** The integration's second form: it hands over a token and waits. */
export function waitingForToken(integration: Integration): Integration {
  return { ...integration, resource: `${integration.resource}.waitForTaskToken`, pattern: 'waitForTaskToken' };
}

/** On whose behalf a task calls. */
export interface Caller {
  readonly platform: Platform;
  readonly roleArn: string;
  readonly machineArn: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly chance: RandomStream;
  /** The problem with the state's name before it, as causes have it. */
  placed(problem: string): string;
}

export function callAs<Output>(
  caller: Caller,
  service: ServiceName,
  operation: string,
  input: object,
): Promise<Output> {
  return caller.platform.call<Output>(service, operation, input, {
    kind: 'role',
    arn: caller.roleArn,
    session: caller.executionName,
    assumedBy: assumption(caller.machineArn),
  });
}

/** Arguments that AWS would not start a task with. Cannot be caught. */
export function unusable(argument: Json, problem: string, caller: Caller): StateFailure {
  const given = JSON.stringify(argument);
  return new StateFailure(
    'States.Runtime',
    caller.placed(`The Arguments '${given}' could not be used to start the Task: [${problem}]`),
  );
}

/** How one family of integrations names and explains the errors of a service. */
export interface ErrorStyle {
  name(code: string): string;
  cause(error: ServiceError, requestId: string): string;
}

/** Turns an answer that is an error into the failure of the task; anything else is a fault of ours and goes through. */
export function asFailure(error: unknown, style: ErrorStyle, chance: RandomStream): unknown {
  if (!(error instanceof ServiceError)) return error;
  return new StateFailure(style.name(error.code), style.cause(error, chance.uuid()));
}

/** What optimised integrations add to an answer: its HTTP headers and its request id. */
export function sdkMetadata(
  requestId: string,
  headers: Readonly<Record<string, string>>,
  status = 200,
): Readonly<Record<string, Json>> {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
