import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { invalidParameter } from './errors';
import type { Executed } from './execution/executor';
import { functionPrincipal } from './execution-role';
import type { Accepted } from './invoke';
import type { InvocationMetrics } from './metrics';

type DestinationKind = 'queue' | 'topic' | 'function' | 'bus';

/** Why an event of an asynchronous invocation is done with. */
export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

export interface Done {
  readonly accepted: Accepted;
  readonly condition: Condition;
  /** How often the function was invoked with it. */
  readonly invocations: number;
  /** The last time; undefined when it never was. */
  readonly executed: { readonly executed: Executed; readonly version: string } | undefined;
}

/** What the ARN of a destination stands for; other kinds are refused. */
export function destinationKind(arn: string): DestinationKind {
  if (/^arn:aws:sqs:[^:]+:\d{12}:[\w-]+$/.test(arn)) return 'queue';
  if (/^arn:aws:sns:[^:]+:\d{12}:[\w-]+$/.test(arn)) return 'topic';
  if (/^arn:aws:lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn)) return 'function';
  if (/^arn:aws:events:[^:]+:\d{12}:event-bus\/[\w./-]+$/.test(arn)) return 'bus';
  if (/^arn:aws:s3:/.test(arn)) throw new NotEmulatedError(`the destination ${arn}`);
  throw invalidParameter(`The provided destination config DestinationConfig(destination=${arn}) is invalid.`);
}

/** Sends the record of a finished event to a destination, as the function's role. Sends once: AWS keeps nothing either. */
export async function sendRecord(
  platform: Platform,
  metrics: InvocationMetrics,
  arn: string,
  done: Done,
): Promise<void> {
  const { owner, qualifier } = done.accepted;
  try {
    await send(platform, arn, done);
  } catch (error) {
    if (!(error instanceof ServiceError) || error instanceof NotEmulatedError) throw error;
    metrics.asynchronous(owner, qualifier, 'DestinationDeliveryFailures', 1);
  }
}

async function send(platform: Platform, arn: string, done: Done): Promise<void> {
  const { owner } = done.accepted;
  const principal = functionPrincipal(owner, owner.latest.settings.role);
  const record = recordOf(done, platform.clock.now());
  const text = JSON.stringify(record);
  const kind = destinationKind(arn);
  switch (kind) {
    case 'queue': {
      const [, , , , account, name] = arn.split(':');
      const QueueUrl = `${platform.endpoint()}/${account}/${name}`;
      await platform.call('sqs', 'SendMessage', { QueueUrl, MessageBody: text }, principal);
      return;
    }
    case 'topic':
      await platform.call('sns', 'Publish', { TopicArn: arn, Message: text }, principal);
      return;
    case 'function':
      await platform.call(
        'lambda',
        'Invoke',
        { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text) },
        principal,
      );
      return;
    case 'bus': {
      const entry = {
        Source: 'lambda',
        DetailType: `Lambda Function Invocation Result - ${done.condition === 'Success' ? 'Success' : 'Failure'}`,
        Resources: [arn, record.requestContext.functionArn],
        Detail: text,
        EventBusName: arn,
      };
      await platform.call('events', 'PutEvents', { Entries: [entry] }, principal);
      return;
    }
    default:
      throw new Error(`Unknown destination: ${kind satisfies never}`);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function recordOf({ accepted, condition, invocations, executed }: Done, now: number) {
  const { owner, qualifier = '$LATEST', requestId, payload } = accepted;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${owner.arn}:${qualifier}`,
      condition,
      approximateInvokeCount: invocations,
    },
    requestPayload: JSON.parse(payload) as unknown,
    ...(executed === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: executed.version,
            ...(executed.executed.status === 'success' ? {} : { functionError: 'Unhandled' }),
          },
          responsePayload: JSON.parse(executed.executed.payload) as unknown,
        }),
  };
}
