import type { Target } from '@aws-sdk/client-eventbridge';
import type { Principal } from '../../kernel/credentials';
import { NotEmulatedError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';

export type TargetKind = 'stateMachine' | 'topic' | 'queue' | 'function' | 'bus';

export const EVENTS = 'events.amazonaws.com';

/** By what their ARNs look like. */
export const TARGET_KINDS: Readonly<Record<TargetKind, RegExp>> = {
  stateMachine: /^arn:aws:states:[^:]*:\d+:stateMachine:/,
  topic: /^arn:aws:sns:/,
  queue: /^arn:aws:sqs:/,
  function: /^arn:aws:lambda:[^:]*:\d+:function:/,
  bus: /^arn:aws:events:[^:]*:\d+:event-bus\//,
};

/** What a target's ARN stands for; other kinds are refused. */
export function targetKind(arn: string): TargetKind {
  for (const kind of Object.keys(TARGET_KINDS) as TargetKind[]) if (TARGET_KINDS[kind].test(arn)) return kind;
  throw new NotEmulatedError(`the event target ${arn}`);
}

/**
 * Calls a target once. Throws what the target answers.
 * @param name of the execution of a state machine, the same in each attempt, so that a repeated one starts no second.
 */
export async function callTarget(
  platform: Platform,
  ruleArn: string,
  target: Target,
  input: string,
  name: string,
): Promise<void> {
  const arn = target.Arn as string;
  const principal = principalFor(ruleArn, target);
  const kind = targetKind(arn);
  switch (kind) {
    case 'stateMachine':
      await platform.call('states', 'StartExecution', { stateMachineArn: arn, input, name }, principal);
      return;
    case 'topic':
      await platform.call('sns', 'Publish', { TopicArn: arn, Message: input }, principal);
      return;
    case 'queue':
      // Without an id of its own: a FIFO queue has to compare contents.
      await sendToQueue(platform, arn, { MessageBody: input, ...target.SqsParameters }, principal);
      return;
    case 'function':
      await platform.call(
        'lambda',
        'Invoke',
        { FunctionName: arn, InvocationType: 'Event', Payload: new TextEncoder().encode(input) },
        principal,
      );
      return;
    case 'bus':
      throw new Error('an event bus is no service to call');
    default: {
      const never: never = kind;
      throw new Error(`unknown target kind ${never}`);
    }
  }
}

/** As the target's role; without one the target's own policy must let EventBridge in. */
function principalFor(ruleArn: string, { RoleArn: role }: Target): Principal {
  const assumedBy = { service: EVENTS, sourceArn: ruleArn };
  return role === undefined ? serviceFor(ruleArn) : { kind: 'role', arn: role, session: 'events', assumedBy };
}

/** EventBridge itself, on behalf of a rule. */
export const serviceFor = (ruleArn: string): Principal => ({ kind: 'service', service: EVENTS, sourceArn: ruleArn });

/** Sends to a queue by its ARN. */
export async function sendToQueue(
  platform: Platform,
  arn: string,
  message: object,
  principal: Principal,
): Promise<void> {
  const QueueUrl = `${platform.endpoint()}/${arn.split(':').slice(-2).join('/')}`;
  await platform.call('sqs', 'SendMessage', { QueueUrl, ...message }, principal);
}
