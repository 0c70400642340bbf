import { aliasOf, traced } from '../../../functions/api/telemetry';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:the-function';

test.each([
  [`${ARN}:live`, 'live'],
  [`${ARN}:canary-2`, 'canary-2'],
  [`${ARN}:7`, 'none'],
  [`${ARN}:$LATEST`, 'none'],
  [ARN, 'none'],
])('a call of %s is measured under the alias %s', (arn, alias) => {
  expect(aliasOf(arn)).toBe(alias);
});

test('outside of AWS the work runs untraced, and its outcome comes through', async () => {
  await expect(traced(async () => 'done')).resolves.toBe('done');
  await expect(
    traced(async () => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
});
