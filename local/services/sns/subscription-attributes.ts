import type { SubscribeInput } from '@aws-sdk/client-sns';
import { NotEmulatedError } from '../../kernel/errors';
import { parseObject } from '../support/json';
import { jsonFault } from '../support/json-fault';
import { invalidParameter } from './arn';
import { type FilterScope, readFilter } from './filter-policy';

export function givenAttributes(input: SubscribeInput): Map<string, string> {
  const attributes = new Map<string, string>();
  try {
    for (const [name, value] of Object.entries(input.Attributes ?? {}))
      set(attributes, input.Endpoint ?? '', name, value);
    checkFilter(attributes);
    return attributes;
  } catch (error) {
    throw error instanceof NotEmulatedError
      ? error
      : invalidParameter(`Attributes Reason: ${(error as Error).message}`);
  }
}

/** What an attribute is, where it was not set. */
export const valueOr = (attributes: ReadonlyMap<string, string>, name: string): string | undefined =>
  attributes.get(name) ?? { RawMessageDelivery: 'false', FilterPolicyScope: 'MessageAttributes' }[name];

/**
 * What the attributes are with that one changed.
 * @throws InvalidParameter, NotEmulatedError
 */
export function withAttribute(
  attributes: ReadonlyMap<string, string>,
  endpoint: string,
  name: string,
  value: string,
): Map<string, string> {
  const wanted = new Map(attributes);
  try {
    set(wanted, endpoint, name, value);
    checkFilter(wanted);
    return wanted;
  } catch (error) {
    throw error instanceof NotEmulatedError ? error : invalidParameter((error as Error).message);
  }
}

/** A policy is shown with its scope, and a scope only with a policy. */
export function shownAttributes(attributes: ReadonlyMap<string, string>): Record<string, string> {
  const { FilterPolicyScope: _, ...others } = Object.fromEntries(attributes);
  return attributes.has('FilterPolicy') ? { ...others, FilterPolicyScope: scopeOf(attributes) } : others;
}

export const scopeOf = (attributes: ReadonlyMap<string, string>): FilterScope =>
  attributes.get('FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';

/** @throws Error in SNS's words, NotEmulatedError */
function set(attributes: Map<string, string>, endpoint: string, name: string, value: string): void {
  switch (name) {
    case 'RawMessageDelivery':
      if (!/^(true|false)$/i.test(value)) throw new Error(`${name}: Invalid value [${value}]. Must be true or false.`);
      attributes.set(name, value.toLowerCase());
      return;
    case 'FilterPolicyScope':
      if (value !== 'MessageAttributes' && value !== 'MessageBody') {
        throw new Error(`${name}: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`);
      }
      attributes.set(name, value);
      return;
    case 'FilterPolicy':
    case 'RedrivePolicy':
      if (value === '') attributes.delete(name);
      else attributes.set(name, value);
      if (name === 'RedrivePolicy' && value !== '') checkRedrive(value, endpoint);
      return;
    case 'DeliveryPolicy':
    case 'ReplayPolicy':
    case 'SubscriptionRoleArn':
      throw new NotEmulatedError(`the subscription attribute ${name}`);
    default:
      throw new Error('AttributeName');
  }
}

function checkFilter(attributes: ReadonlyMap<string, string>): void {
  const policy = attributes.get('FilterPolicy');
  if (policy === undefined) return;
  try {
    readFilter(policy, scopeOf(attributes));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith('Filter policy scope') ? message : `FilterPolicy: ${message}`);
  }
}

function checkRedrive(policy: string, endpoint: string): void {
  const parsed = parseObject(policy);
  if (parsed === undefined) {
    const fault = jsonFault(policy);
    const where = fault === undefined ? '' : ` ${fault.message}\n at ${fault.hidden}`;
    throw new Error(`RedrivePolicy: failed to parse JSON.${where}`);
  }
  const target = String(parsed.deadLetterTargetArn);
  if (isFifoQueue(endpoint)) {
    if (/^arn:aws:sqs:[^:]*:\d{12}:[\w-]+\.fifo$/.test(target)) return;
    throw new Error('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.');
  }
  if (!/^arn:aws:sqs:[^:]*:\d{12}:[\w-]+$/.test(target)) {
    throw new Error('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  }
}

export const isFifoQueue = (arn: string): boolean => arn.endsWith('.fifo');
