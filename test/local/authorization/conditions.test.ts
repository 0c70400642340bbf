import { compileCondition } from '../../../local/authorization/conditions';

const context = new Map([
  ['aws:sourcearn', 'arn:aws:events:us-east-1:000000000000:rule/heal'],
  ['aws:sourceaccount', '000000000000'],
  ['aws:securetransport', 'true'],
]);
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/heal';

test.each([
  ['StringEquals', 'aws:SourceAccount', ['000000000000'], true],
  ['StringEquals', 'AWS:sourceaccount', ['000000000000'], true],
  ['StringEquals', 'aws:SourceAccount', ['1', '000000000000'], true],
  ['StringEquals', 'aws:SourceAccount', ['0000*'], false],
  ['StringLike', 'aws:SourceAccount', ['0000*'], true],
  ['StringEqualsIgnoreCase', 'aws:SourceArn', [RULE.toUpperCase()], true],
  ['ForAnyValue:StringEquals', 'aws:SourceAccount', ['1', '000000000000'], true],
  ['ForAnyValue:StringEquals', 'aws:SourceAccount', ['1'], false],
  ['StringNotEquals', 'aws:SourceAccount', ['1', '2'], true],
  ['StringNotEquals', 'aws:SourceAccount', ['1', '000000000000'], false],
  ['StringNotLike', 'aws:SourceAccount', ['1*'], true],
  ['StringNotEqualsIgnoreCase', 'aws:SourceArn', [RULE.toUpperCase()], false],
  ['ArnEquals', 'aws:SourceArn', [RULE], true],
  ['ArnEquals', 'aws:SourceArn', ['arn:aws:events:*:*:rule/*'], true],
  ['ArnLike', 'aws:SourceArn', ['arn:aws:events:*:*:rule/other'], false],
  ['ArnNotLike', 'aws:SourceArn', ['arn:aws:events:*:*:rule/other'], true],
  ['ArnNotEquals', 'aws:SourceArn', [RULE], false],
  ['Bool', 'aws:SecureTransport', ['true'], true],
  ['Bool', 'aws:SecureTransport', ['false'], false],
  ['Null', 'aws:SourceArn', ['false'], true],
  ['Null', 'aws:SourceArn', ['true'], false],
])('%s of %s with %j: %s', (operator, key, values, holds) => {
  expect(compileCondition(operator, key, values).holds(context)).toBe(holds);
});

describe('a key that the request lacks', () => {
  test.each([
    ['StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['StringNotEqualsIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ArnLike', false],
    ['ArnLikeIfExists', true],
    ['ArnNotLike', true],
    ['Bool', false],
    ['BoolIfExists', true],
  ])('%s: %s', (operator, holds) => {
    expect(compileCondition(operator, 'aws:PrincipalArn', ['x']).holds(context)).toBe(holds);
  });

  test.each([
    ['true', true],
    ['false', false],
  ])('Null %s: %s', (value, holds) => {
    expect(compileCondition('Null', 'aws:PrincipalArn', [value]).holds(context)).toBe(holds);
  });
});
