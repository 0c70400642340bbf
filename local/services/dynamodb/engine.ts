import type { Server } from 'node:http';
import dynalite from 'dynalite';
import { inject } from 'light-my-request';
import { ServiceError } from '../../kernel/errors';
import { isObject } from '../support/json';
import { Order } from './order';

/** dynalite checks that a request is signed, not by whom; our front door knows the caller. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
  'x-amz-date': '20260101T000000Z',
};

/** Asks the engine for an operation. @throws ServiceError as DynamoDB does */
export type Send = (operation: string, input: object) => Promise<object>;

/** DynamoDB itself: dynalite, a server that never listens, handed its requests in DynamoDB's wire format. */
export class Engine {
  private readonly order = new Order();
  private readonly server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  /** Side by side with others. @throws ServiceError as DynamoDB does */
  send(operation: string, input: object): Promise<object> {
    return this.order.beside(() => this.request(operation, input));
  }

  /** Runs what asks the engine, by what it is given alone, more than once: nobody reads or writes meanwhile. */
  alone<Result>(run: (send: Send) => Promise<Result>): Promise<Result> {
    return this.order.alone(() => run((operation, input) => this.request(operation, input)));
  }

  private async request(operation: string, input: object): Promise<object> {
    const { statusCode, payload } = await inject(
      (request, response) => this.server.emit('request', request, response),
      {
        method: 'POST',
        url: '/',
        headers: {
          ...SIGNED,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
        },
        payload: JSON.stringify(input, withoutNulls),
      },
    );
    const answer = JSON.parse(payload);
    if (statusCode === 200) return answer;
    const { __type: type, message, Message, ...fields } = answer;
    const code = String(type).slice(String(type).lastIndexOf('#') + 1);
    throw new ServiceError(code, inItsWords(message ?? Message ?? ''), statusCode, fields);
  }
}

/** Members that hold attribute values by name. */
const ATTRIBUTES = ['ExclusiveStartKey', 'ExpressionAttributeValues', 'Item', 'Key', 'M'];

/** For JSON: an attribute that is null, by which the engine would be thrown, is to it as one that is empty. */
function withoutNulls(member: string, value: unknown): unknown {
  const empty = (inner: unknown) => inner ?? {};
  if (member === 'L' && Array.isArray(value)) return value.map(empty);
  if ((member === 'SS' || member === 'BS') && Array.isArray(value) && value.includes(null)) throw nullInSet();
  if (!ATTRIBUTES.includes(member) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, empty(inner)]));
}

/** The words are ours. */
const nullInSet = (): ServiceError =>
  new ServiceError(
    'ValidationException',
    'One or more parameter values were invalid: A set may not have a null member',
  );

/** The engine has two ways to say that a key is empty, DynamoDB one. */
const inItsWords = (message: string): string =>
  message.replace(
    /^One or more parameter values were invalid: (?=The AttributeValue for a key attribute cannot contain an empty)/,
    'One or more parameter values are not valid. ',
  );
