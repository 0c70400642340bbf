import { readEnvironment } from '../../../functions/remediate/environment';
import { TaskError } from '../../../functions/remediate/errors';
import { isPassing } from '../../../functions/remediate/on-aws';
import { parseTime } from '../../../functions/remediate/time';
import { named } from './support/fakes';

describe('The environment', () => {
  it('is checked when a setting is asked for, and names what is missing', () => {
    const environment = readEnvironment({ TABLE_NAME: 'healer', TOPIC_ARN: ' ' });
    expect(environment.tableName).toBe('healer');
    expect(() => environment.topicArn).toThrow('Environment variable TOPIC_ARN of this function is missing or empty.');
    expect(() => environment.policyPath).toThrow(expect.objectContaining({ name: 'BadConfiguration' }));
  });
});

describe('An error', () => {
  const withStatus = (httpStatusCode: number) => Object.assign(named('Whatever'), { $metadata: { httpStatusCode } });

  it.each([
    named('TooManyRequestsException'),
    named('ThrottlingException'),
    // STS.
    named('Throttling'),
    named('ProvisionedThroughputExceededException'),
    named('TimeoutError'),
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    withStatus(503),
    withStatus(429),
  ])('passes by itself: %s', (error) => expect(isPassing(error)).toBe(true));

  it.each([named('ResourceNotFoundException'), withStatus(404), new TaskError('LeaseLost', 'gone'), 'text', undefined])(
    'does not: %s',
    (error) => expect(isPassing(error)).toBe(false),
  );
});

describe('A timestamp', () => {
  it.each([
    ['2026-03-14T09:26:53.589Z', 1773480413589],
    ['2026-03-14T09:26:53.589+0000', 1773480413589],
    ['2026-03-14T10:26:53.589+01:00', 1773480413589],
    ['yesterday', undefined],
    ['2026-13-45T00:00:00Z', undefined],
    [17, undefined],
  ])('%s is read as %s', (text, expected) => expect(parseTime(text)).toBe(expected));
});
