import { ClientTokens, TOKEN_LIFE } from '../../../local/services/dynamodb/transactions/client-tokens';

let now: number;
let tokens: ClientTokens;
beforeEach(() => {
  now = 0;
  tokens = new ClientTokens(() => now);
});

const input = { TransactItems: [{ Put: { Item: { a: { S: 'x' }, b: { S: 'y' } } } }] };

test('a token answers for its transaction for ten minutes after it has gone through', () => {
  expect(tokens.hasSeen('t', input)).toBe(false);
  tokens.remember('t', input);
  now = TOKEN_LIFE - 1;
  expect(tokens.hasSeen('t', input)).toBe(true);
  now = TOKEN_LIFE;
  expect(tokens.hasSeen('t', input)).toBe(false);
});

test('a token answers whatever the order of the members is, not of the actions', () => {
  tokens.remember('t', input);
  expect(tokens.hasSeen('t', { TransactItems: [{ Put: { Item: { b: { S: 'y' }, a: { S: 'x' } } } }] })).toBe(true);
  const two = [{ Put: 1 }, { Put: 2 }];
  tokens.remember('u', two);
  expect(() => tokens.hasSeen('u', [...two].reverse())).toThrow('different request parameters');
});

test('a token does not answer for another transaction until its time is over', () => {
  tokens.remember('t', input);
  const other = { ...input, ReturnConsumedCapacity: 'TOTAL' };
  expect(() => tokens.hasSeen('t', other)).toThrow(
    expect.objectContaining({ code: 'IdempotentParameterMismatchException' }),
  );
  now = TOKEN_LIFE;
  expect(tokens.hasSeen('t', other)).toBe(false);
});

test('a token that is used again begins anew, while others end', () => {
  tokens.remember('first', input);
  tokens.remember('t', input);
  now = TOKEN_LIFE;
  tokens.remember('t', { other: true });
  now += 1;
  expect(tokens.hasSeen('t', { other: true })).toBe(true);
  expect(tokens.hasSeen('first', { other: true })).toBe(false);
});

test('without a token nothing is remembered', () => {
  tokens.remember(undefined, input);
  expect(tokens.hasSeen(undefined, input)).toBe(false);
});
