import { Bench } from './machine';

const cause = async (source: string) =>
  (await new Bench().run({ P: { Type: 'Pass', Output: `{% ${source} %}`, End: true } })).cause;
const terms = (count: number) => Array(count).fill('1').join(' + ');

describe('the evaluation of an expression', () => {
  it('is no deeper than on AWS', async () => {
    expect(await cause(`$string(${terms(90)})`)).toBeUndefined();
    expect(await cause(terms(200))).toContain(
      "specified for the field 'Output' threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function.",
    );
    expect(await cause('($f := function($n) { 1 + $f($n + 1) }; $f(0))')).toContain('Stack overflow error');
  });

  it('holds no more than on AWS', async () => {
    expect(await cause('[1..873782] ~> $count()')).toBeUndefined();
    for (const source of ['[1..873783] ~> $count()', '$count($range(1, 360146, 1))'])
      expect(await cause(source)).toContain(
        'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
      );
  });

  it('does not go on for ever', async () => {
    expect(await cause('($f := function() { $f() }; $f())')).toContain(
      'threw an error during evaluation: Expression evaluation timeout: Check for infinite loop',
    );
  }, 20_000);

  it.each([
    ['$partition(1, 2)', 'T0410: Argument 1 of function "partition" does not match function signature'],
    ['$hash(1, "MD5")', 'T0410: Argument 1 of function "hash" does not match function signature'],
    ['$random("x")', 'T0410: Argument 1 of function "random" does not match function signature'],
    ['$eval("1")', 'T1006: Attempted to invoke a non-function'],
    ['$formatNumber(1, "x")', 'D3086: '],
  ])('%s fails with the code of what is wrong', async (source, problem) => {
    expect(await cause(source)).toContain(`threw an error during evaluation. ${problem}`);
  });

  it('tells what is wrong with text that is no JSON', async () => {
    expect(await cause(`$parse("nope")`)).toContain("threw an error during evaluation: Unrecognized token 'nope'");
  });
});
