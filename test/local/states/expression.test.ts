import { Bench, lines } from './machine';

const give = (Output: unknown) => ({ State0: { Type: 'Pass', Output, End: true } });

describe('an expression', () => {
  it.each<[unknown, unknown]>([
    ['{% 1 + 2 %}', 3],
    ['{%1 + 2%}', 3],
    ['{% $states.input.list[0] %}', 1],
    ['{% [$states.input.list[0]] %}', [1]],
    [
      { a: { b: ['{% $states.input.text %}', 'plain', 1, true, null] } },
      { a: { b: ['hello', 'plain', 1, true, null] } },
    ],
    [' {% not.one %} ', ' {% not.one %} '],
    ['$states.input', '$states.input'],
    ['', ''],
    [{ 'a.$': '$' }, { 'a.$': '$' }],
    ['{% (\n  $x := 1;\n  $x + 1\n) %}', 2],
    ['{% $now() %}', '2026-10-24T18:00:00.000Z'],
    ['{% $now("[Y]") %}', '2026'],
    ['{% $millis() %}', Date.parse('2026-10-24T18:00:00Z')],
    ['{% $toMillis("18:30", "[H]:[m]") %}', Date.parse('2026-10-24T18:30:00Z')],
    ['{% $partition([1, 2, 3], 2) %}', [[1, 2], [3]]],
    ['{% $partition([0], 1) %}', [[0]]],
    ['{% $range(0, 10, 3) %}', [0, 3, 6, 9]],
    ['{% $range(1, 9, 9) %}', 1],
    ['{% $hash("input data", "SHA-1") %}', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['{% $parse("{\\"a\\": [1]}") %}', { a: [1] }],
    ['{% $random(42) %}', 0.7275636800328681],
    ['{% $range(-1.7, 2, 1) %}', [-1, 0, 1, 2]],
    ['{% $count($range(1, 200000, 1)) %}', 200000],
    ['{% $exists($range(5, 1, 1)) or $exists($range(1, 5, 0)) %}', false],
    ['{% $exists($partition([], 2)) or $exists($partition([1], 0)) %}', false],
    ['{% $exists($hash("a", "CRC")) %}', false],
    ['{% 1/0 %}', 'Infinity'],
    ['{% {"k": [-1/0]} %}', { k: ['-Infinity'] }],
    ['{% $random() < 1 %}', true],
    ['{% $length($uuid()) %}', 36],
    ['{% $sort($shuffle([3, 1, 2])) %}', [1, 2, 3]],
    ['{% $merge([$states.input, {"b": 2}]).b %}', 2],
  ])('%j gives %j', async (expression, value) => {
    expect((await new Bench().run(give(expression), { list: [1, 2], text: 'hello' })).output).toEqual(value);
  });

  it('draws the same chance from the same seed', async () => {
    const draw = async () => {
      const bench = new Bench();
      const arn = await bench.start(
        await bench.create(give('{% [$random(), $uuid(), $shuffle([1, 2, 3, 4, 5])] %}')),
        {},
        'one',
      );
      await bench.platform.pass(1);
      return (await bench.describe(arn)).output;
    };
    expect(await draw()).toBe(await draw());
  });

  it.each<[string, unknown, string, string]>([
    [
      'gives nothing',
      '{% $doesNotExist %}',
      'Output',
      "The JSONata expression '$doesNotExist' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      'gives nothing inside an object',
      { result: '{% $doesNotExist %}' },
      'Output/result',
      "The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
    ],
    [
      'throws',
      { result: '{% $nope(1) %}' },
      'Output/result',
      "The JSONata expression '$nope(1)' specified for the field 'Output/result' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    [
      'calls $eval',
      '{% $eval("1") %}',
      'Output',
      "The JSONata expression '$eval(\"1\")' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    [
      'gives a function',
      '{% function($x){$x} %}',
      'Output',
      "The JSONata expression 'function($x){$x}' specified for the field 'Output' returned an unsupported result type.",
    ],
  ])('that %s fails the state with States.QueryEvaluationError', async (_, expression, location, problem) => {
    const result = await new Bench().run(give(expression));
    const cause = `An error occurred while executing the state 'State0' (entered at the event id #2). ${problem}`;
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(lines(result.events).slice(1)).toEqual([
      '0->2 PassStateEntered',
      '0->3 EvaluationFailed',
      '3->4 ExecutionFailed',
    ]);
    expect(result.events[2]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      location,
      state: 'State0',
    });
  });

  it('that fails in a task can be caught', async () => {
    const result = await new Bench().run({
      Task: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: '{% $nothing %}' },
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
    });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'States.QueryEvaluationError' });
  });

  it('may not assign more than 256 KiB', async () => {
    const result = await new Bench().run({
      A: { Type: 'Pass', Assign: { x: '{% $pad("", 300000, "x") %}' }, Output: 1, End: true },
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});
