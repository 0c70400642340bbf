import { Bench, invoke, lines, returns, throws } from './machine';

const failsFor = (...bad: readonly number[]) =>
  new Bench(({ input }) => {
    const item = Number(JSON.parse(String(input.Payload)));
    return bad.includes(item) ? throws('Bad') : returns(item * 10);
  });

const map = (more: object) => ({
  M: {
    Type: 'Map',
    Items: [1, 2, 3, 4],
    MaxConcurrency: 1,
    ItemProcessor: { StartAt: 'Call', States: { Call: invoke({ Output: '{% $states.result.Payload %}', End: true }) } },
    End: true,
    ...more,
  },
});

describe('a Map that tolerates failures', () => {
  it('goes on, and leaves out what failed', async () => {
    const result = await failsFor(2).run(map({ ToleratedFailureCount: 1 }));
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: [10, 30, 40] });
    expect(lines(result.events).filter((line) => /MapIterationFailed|MapStateFailed/.test(line))).toHaveLength(1);
  });

  it('fails with a name of its own when more fail than it tolerates', async () => {
    const Catch = [
      { ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Output: '{% $states.errorOutput %}', Next: 'Sorry' },
    ];
    const states = { ...map({ ToleratedFailureCount: 1, Catch }), Sorry: { Type: 'Succeed' } };
    const result = await failsFor(2, 3).run(states);
    expect(result.output).toEqual({
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'The specified tolerated failure threshold was exceeded',
    });
  });

  it('counts in percent of all items', async () => {
    const Half = '{% 25 + 25 %}';
    expect((await failsFor(1, 2).run(map({ ToleratedFailurePercentage: Half }))).output).toEqual([30, 40]);
    expect((await failsFor(1, 2).run(map({ ToleratedFailurePercentage: 49.9 }))).error).toBe(
      'States.ExceedToleratedFailureThreshold',
    );
  });

  it('cannot tolerate more than everything', async () => {
    const result = await failsFor().run(map({ ToleratedFailurePercentage: '{% 100.1 %}' }));
    expect(result).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('ToleratedFailurePercentage must be between 0 and 100.'),
    });
  });

  it.each([
    ['ToleratedFailureCount', '"many"', "Expected 'non-negative integer', but was 'string'"],
    ['ToleratedFailurePercentage', 'true', "Expected 'number', but was 'boolean'"],
  ])('refuses a %s of another type', async (field, source, problem) => {
    const result = await failsFor().run(map({ [field]: `{% ${source} %}` }));
    expect(result).toMatchObject({ error: 'States.QueryEvaluationError', cause: expect.stringContaining(problem) });
  });
});
