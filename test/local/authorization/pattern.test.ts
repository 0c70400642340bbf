import { actionPattern, arnPattern, resourcePattern, textPattern } from '../../../local/authorization/pattern';

test.each([
  ['lambda:GetAlias', 'lambda:GetAlias', true],
  ['LAMBDA:getalias', 'lambda:GetAlias', true],
  ['lambda:Get*', 'lambda:GetAlias', true],
  ['lambda:*Alias', 'lambda:UpdateAlias', true],
  ['lambda:GetAlia?', 'lambda:GetAlias', true],
  ['*', 'sns:Publish', true],
  ['lambda:Get', 'lambda:GetAlias', false],
  ['sns:*', 'sqs:SendMessage', false],
  ['lambda.GetAlias', 'lambda:GetAlias', false],
])('the action %s and %s: %s', (pattern, action, matches) => {
  expect(actionPattern(pattern).matches(action)).toBe(matches);
});

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:api';

test.each([
  ['*', FUNCTION, true],
  ['*', '*', true],
  [FUNCTION, FUNCTION, true],
  // A grant on a function is none on its versions and aliases, nor the other way round.
  [FUNCTION, `${FUNCTION}:live`, false],
  [`${FUNCTION}:*`, FUNCTION, false],
  [`${FUNCTION}:*`, `${FUNCTION}:live`, true],
  [`${FUNCTION}*`, `${FUNCTION}-other:live`, true],
  [`${FUNCTION}:?`, `${FUNCTION}:7`, true],
  [`${FUNCTION}:?`, `${FUNCTION}:17`, false],
  ['arn:aws:lambda:*:000000000000:function:api', FUNCTION, true],
  // Only at the end of a part does a star reach beyond the colon.
  ['arn:aws:lambda:us-*-1:000000000000:function:api', FUNCTION, true],
  ['arn:aws:lambda:u*1:000000000000:function:api', 'arn:aws:lambda:us:east-1:000000000000:function:api', false],
  ['arn:aws:lambda:*', FUNCTION, true],
  [FUNCTION.toUpperCase(), FUNCTION, false],
  ['arn:aws:ssm:us-east-1:000000000000:parameter/a/*', 'arn:aws:ssm:us-east-1:000000000000:parameter/a/b/c', true],
  ['arn:aws:ssm:us-east-1:000000000000:parameter/a/*', 'arn:aws:ssm:us-east-1:000000000000:parameter/a', false],
  ['arn:aws:ssm:us-east-1:000000000000:parameter/a.b', 'arn:aws:ssm:us-east-1:000000000000:parameter/axb', false],
])('the resource %s and %s: %s', (pattern, resource, matches) => {
  expect(resourcePattern(pattern).matches(resource)).toBe(matches);
});

test.each([
  ['arn:aws:sns:*:*:topic', 'arn:aws:sns:us-east-1:000000000000:topic', true],
  ['arn:aws:sns:us-east-1:000000000000:t*', 'arn:aws:sns:us-east-1:000000000000:topic:subscription', true],
  // Each part by itself: a star in one does not reach into the next.
  ['arn:aws:sns:*:topic', 'arn:aws:sns:us-east-1:000000000000:topic', false],
  ['arn:aws:sns:us-*:topic', 'arn:aws:sns:us-east-1:000000000000:topic', false],
  ['arn:aws:execute-api:*:*:api/*/*/health', 'arn:aws:execute-api:us-east-1:0:api/$default/GET/health', true],
  ['arn:aws:execute-api:*:*:api/*/*/health', 'arn:aws:execute-api:us-east-1:0:api/$default/GET/', false],
])('the ARN %s and %s: %s', (pattern, arn, matches) => {
  expect(arnPattern(pattern).matches(arn)).toBe(matches);
});

test.each([
  ['a*c', 'abbc', true],
  ['a?c', 'abc', true],
  ['a?c', 'abbc', false],
  ['a.c', 'abc', false],
  ['a', 'A', false],
])('the text %s and %s: %s', (pattern, text, matches) => {
  expect(textPattern(pattern).matches(text)).toBe(matches);
});
