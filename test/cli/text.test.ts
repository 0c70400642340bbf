import { explain } from '../../cli/explain';
import { clock, duration, fields, pasteable, table, wrap } from '../../cli/text';

describe('times', () => {
  it.each([
    [0, '0 s'],
    [-5_000, '0 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '120 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });

  it('are in UTC, to the second', () => {
    expect(clock('2026-03-14T09:26:53.589Z')).toBe('2026-03-14 09:26:53Z');
    expect(clock(Date.UTC(2026, 2, 14))).toBe('2026-03-14 00:00:00Z');
    expect(clock('soon')).toBe('soon');
  });
});

describe('text', () => {
  it('breaks between words, and never within one that has to be copied', () => {
    expect(wrap('one two three arn:aws:states:us-east-1:1:x four', 9)).toEqual([
      'one two',
      'three',
      'arn:aws:states:us-east-1:1:x',
      'four',
    ]);
  });

  it('keeps a command on a line of its own whole, to be pasted', () => {
    expect(wrap('one two\nnpm run --silent heal -- status api', 4)).toEqual([
      'one',
      'two',
      'npm run --silent heal -- status api',
    ]);
  });

  it('has labels in one column, leaves out what is not there, and wraps the rest beside them', () => {
    expect(
      fields(
        [
          ['why', 'one two three'],
          ['nothing', undefined],
          ['until', 'x'],
        ],
        14,
      ),
    ).toBe('why    one two\n       three\nuntil  x');
  });

  it('has columns as wide as they have to be', () => {
    expect(
      table([
        ['A', 'B', 'C'],
        ['long', 'x', 'y'],
      ]),
    ).toBe('A     B  C\nlong  x  y');
  });

  it('gives commands that can be pasted, for the environment they are meant for', () => {
    expect(pasteable('dev', 'resume api')).toBe('npm run --silent heal -- resume api');
    expect(pasteable('prod', 'resume api')).toBe('npm run --silent heal -- resume api --env prod');
  });
});

describe('an error', () => {
  const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name }, more);

  it.each([
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), /no AWS credentials here/],
    [named('Error', 'Region is missing'), /set AWS_REGION/],
    [named('AggregateError', '', { code: 'ECONNREFUSED' }), /cannot be reached \(ECONNREFUSED\)/],
    [named('AccessDeniedException', 'not authorized', { $metadata: {} }), /^AccessDeniedException: not authorized$/],
    [named('TypeError', 'x is undefined'), /x is undefined\n +at /],
  ])('says what to do: %s', (error, text) => {
    expect(explain(error)).toMatch(text);
  });
});
