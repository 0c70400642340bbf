import type { Target } from '@aws-sdk/client-eventbridge';
import type { Principal } from '../../kernel/credentials';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';

export type TargetKind = 'stateMachine' | 'topic' | 'queue' | 'function';

export const EVENTS: Principal = { kind: 'service', service: 'events.amazonaws.com' };

/** What a target's ARN stands for; other kinds are refused. */
export function targetKind(arn: string): TargetKind {
  if (/^arn:aws:states:[^:]*:\d+:stateMachine:/.test(arn)) return 'stateMachine';
  if (/^arn:aws:sns:/.test(arn)) return 'topic';
  if (/^arn:aws:sqs:/.test(arn)) return 'queue';
  if (/^arn:aws:lambda:[^:]*:\d+:function:/.test(arn)) return 'function';
  throw new NotEmulatedError(`the event target ${arn}`);
}

/**
 * Calls a target once. Throws what the target answers.
 * @param name of the execution of a state machine, the same in each attempt, so that a repeated one starts no second.
 */
export async function callTarget(platform: Platform, target: Target, input: string, name: string): Promise<void> {
  const arn = target.Arn as string;
  const kind = targetKind(arn);
  switch (kind) {
    case 'stateMachine': {
      const role: Principal = { kind: 'role', arn: target.RoleArn as string, session: 'events' };
      await platform.call('states', 'StartExecution', { stateMachineArn: arn, input, name }, role);
      return;
    }
    case 'topic':
      await platform.call('sns', 'Publish', { TopicArn: arn, Message: input }, EVENTS);
      return;
    case 'queue':
      await sendToQueue(platform, arn, { MessageBody: input });
      return;
    case 'function':
      await platform.call(
        'lambda',
        'Invoke',
        { FunctionName: arn, InvocationType: 'Event', Payload: new TextEncoder().encode(input) },
        EVENTS,
      );
      return;
    default: {
      const never: never = kind;
      throw new Error(`unknown target kind ${never}`);
    }
  }
}

/** Sends to a queue by its ARN. */
export async function sendToQueue(platform: Platform, arn: string, message: object): Promise<void> {
  const name = arn.split(':').at(-1);
  const { QueueUrl } = await platform.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: name }, EVENTS);
  await platform.call('sqs', 'SendMessage', { QueueUrl, ...message }, EVENTS);
}
