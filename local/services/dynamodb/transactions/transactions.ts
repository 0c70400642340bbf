import { NotEmulatedError, ServiceError } from '../../../kernel/errors';
import type { Platform } from '../../../kernel/platform';
import type { Engine, Send } from '../engine';
import { type Item, keyOf } from '../item-key';
import { getsOf, type Write, writesOf } from './actions';
import { type Consumed, consumedCapacity, unitsOf } from './capacity';
import { ClientTokens } from './client-tokens';
import { commit } from './commit';
import { checkAnswerSize, checkRequestSize } from './payload';
import { cancelledBy, reasonOf } from './reasons';
import { carriedOut, type Request, read, withheld } from './requests';
import { checkDistinct, type Schemas, schemasOf } from './schemas';

/**
 * TransactWriteItems and TransactGetItems, which the engine lacks. A transaction has the engine for itself, so that nobody
 * reads or writes between its actions. It asks the engine about each action three times before one has an effect: of a
 * table that there is not, where the engine gets as far as what the action says; on a condition that cannot hold, where it
 * gets as far as the table's schema; and for the condition alone. Only then it carries the actions out.
 */
export class Transactions {
  private readonly tokens: ClientTokens;
  /** Of a table that there is not, and of an attribute that no item has. */
  private readonly nothing: string;

  constructor(
    private readonly engine: Engine,
    { clock, random }: Platform,
  ) {
    this.tokens = new ClientTokens(() => clock.now());
    this.nothing = `nothing_${random.stream('dynamodb.transactions').uuid().replaceAll('-', '_')}`;
  }

  /** TransactWriteItems. @throws ServiceError as DynamoDB does */
  async write(input: Item): Promise<object> {
    const { ClientRequestToken, ReturnItemCollectionMetrics, ReturnConsumedCapacity: wanted } = input;
    if (ReturnItemCollectionMetrics === 'SIZE') {
      throw new NotEmulatedError('ReturnItemCollectionMetrics of TransactWriteItems');
    }
    const { ClientRequestToken: _, ...others } = input;
    const token = typeof ClientRequestToken === 'string' ? ClientRequestToken : undefined;
    const actions = writesOf(input.TransactItems);
    checkRequestSize(actions);
    return this.engine.alone(async (send) => {
      await this.checkWords(send, actions.map(carriedOut));
      const schemas = await schemasOf(send, actions);
      if (this.tokens.hasSeen(token, others)) {
        return consumedCapacity(await readAgain(send, actions, schemas), wanted, 'ReadCapacityUnits');
      }
      const keyed = actions.map((action) => ({ action, table: action.table, key: keyIn(action, schemas) }));
      await askAll(send, actions.map(withheld));
      checkDistinct(keyed, schemas);
      const consumed = await commit(send, keyed, this.nothing);
      this.tokens.remember(token, others);
      return consumedCapacity(consumed, wanted, 'WriteCapacityUnits');
    });
  }

  /** TransactGetItems. @throws ServiceError as DynamoDB does */
  async get(input: Item): Promise<object> {
    const actions = getsOf(input.TransactItems);
    checkRequestSize(actions);
    return this.engine.alone(async (send) => {
      await this.checkWords(send, actions.map(read));
      const schemas = await schemasOf(send, actions);
      const found = await askAll(send, actions.map(read));
      checkDistinct(actions, schemas);
      const Responses = found.map((answer) => ('Item' in answer ? { Item: answer.Item } : {}));
      checkAnswerSize(Responses.map(({ Item }) => Item));
      const consumed = actions.map((action, index) => ({ action, units: unitsOf(found[index] ?? {}) }));
      return { Responses, ...consumedCapacity(consumed, input.ReturnConsumedCapacity, 'ReadCapacityUnits') };
    });
  }

  /** @throws the first fault in what the actions themselves say, which refuses the request as a whole */
  private async checkWords(send: Send, requests: readonly Request[]): Promise<void> {
    for (const { operation, input } of requests) {
      const fault = await send(operation, { ...input, TableName: this.nothing }).catch((error: unknown) => error);
      if (!(fault instanceof ServiceError) || fault.code !== 'ResourceNotFoundException') throw fault;
    }
  }
}

const keyIn = (action: Write, schemas: Schemas): Item =>
  action.kind === 'Put' ? keyOf(action.item, schemas.get(action.table) ?? []) : action.key;

/** Asks for each. @throws TransactionCanceledException by the first that does not fit its table's schema */
async function askAll(send: Send, requests: readonly Request[]): Promise<object[]> {
  const answers: object[] = [];
  for (const [index, { operation, input }] of requests.entries()) {
    const answer = await send(operation, input).catch((error: unknown) => {
      const reason = reasonOf(error);
      if (reason?.Code === 'ConditionalCheckFailed') return {};
      if (reason?.Code !== 'ValidationError' || isOfRequest(reason.Message)) throw error;
      throw cancelledBy(reason, index, requests.length);
    });
    answers.push(answer);
  }
  return answers;
}

/** Recorded on AWS: an empty key refuses the request as a whole; so does, in DynamoDB local, a path into a key. */
const isOfRequest = (message: string): boolean =>
  message.includes('cannot contain an empty') || message.startsWith('Key attributes must be scalars');

/** A transaction that went through before consumes as reading its items does. */
async function readAgain(send: Send, actions: readonly Write[], schemas: Schemas): Promise<readonly Consumed[]> {
  const consumed: Consumed[] = [];
  for (const action of actions) {
    const { operation, input } = read({ ...action, key: keyIn(action, schemas), projection: {} });
    consumed.push({ action, units: unitsOf(await send(operation, input)) });
  }
  return consumed;
}
