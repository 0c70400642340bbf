import { expressionFaults } from '../../../local/services/states/definition/expression-faults';

const faults = (state: object) =>
  expressionFaults({ States: { S: { Type: 'Task', ...state } } }, '', 'JSONata').map(
    ({ what, location }) => `${what} at ${location}`,
  );
const output = (source: string) => faults({ Output: `{% ${source} %}` });
const reference = (name: string) => `Reference to '${name}' at the top level is not supported. at /States/S/Output`;

describe('an expression without a context', () => {
  it.each([
    ['phone', 'phone'],
    ['phone.number', 'phone'],
    ['$', '$'],
    ['$uppercase(name)', 'name'],
    ['$map([1], function($v) { $v + offset })', 'offset'],
    ['($x := total; $x)', 'total'],
    ['{"a": value}', 'value'],
    ['true ? yes : 1', 'yes'],
    ['[1, here]', 'here'],
  ])('%s may not refer to a member of it', (source, name) => {
    expect(output(source)).toEqual([reference(name)]);
  });

  it.each([
    '$states.input.items[price > 3].name',
    '$states.input.items.{"n": name, "p": price}',
    '$states.input.items{category: $sum(price)}',
    '$states.input.items^(>price)[0]',
    '$states.input.($.a & b)',
    '$states.input ~> |items|{"seen": seen + 1}|',
    '$map($states.input.items, function($v) { $v.name })',
    '$order.total',
    '$exists($anything)',
  ])('%s may, behind a step of a path', (source) => {
    expect(output(source)).toEqual([]);
  });

  it('may not refer to the root of what it has not', () => {
    expect(output('$$.a')).toEqual(["Reference to '$$' is not supported. at /States/S/Output"]);
  });

  it('names each of them once', () => {
    expect(output('a + b + a')).toEqual([reference('a'), reference('b')]);
  });
});

describe('$states', () => {
  const missing = (name: string, at: string) => `Field '$states.${name}' does not exist. at /States/S/${at}`;

  it('has the result in Output and Assign of what has one', () => {
    expect(faults({ Output: '{% $states.result.a %}', Assign: { x: '{% $states.result %}' } })).toEqual([]);
    expect(faults({ Arguments: { x: '{% $states.result %}' } })).toEqual([missing('result', 'Arguments/x')]);
    expect(faults({ Type: 'Pass', Output: '{% $states.result %}' })).toEqual([missing('result', 'Output')]);
  });

  it('has the error in a catcher alone', () => {
    const Catch = [
      { ErrorEquals: ['E'], Output: '{% $states.errorOutput.Cause %}', Assign: { e: ['{% $states.result %}'] } },
    ];
    expect(faults({ Catch })).toEqual([missing('result', 'Catch[0]/Assign/e[0]')]);
    expect(output('$states.errorOutput')).toEqual([missing('errorOutput', 'Output')]);
  });

  it('has no other members', () => {
    expect(output('$states.inputs.a')).toEqual([missing('inputs', 'Output')]);
    expect(output('$states')).toEqual([]);
  });
});

describe('an expression that does not parse', () => {
  it.each([
    ['$x[1,2)', 'Expected "]", got ","'],
    ['"unterminated', 'String literal must be terminated by a matching quote'],
    ['1 +', 'Unexpected end of expression'],
    ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
    ['$match("a", /abc', 'No terminating / in regular expression'],
  ])('%s is told in the words of the parser', (source, problem) => {
    expect(output(source)).toEqual([`${problem} at /States/S/Output`]);
  });

  it('may stand in a comment', () => {
    expect(faults({ Comment: '{% 1 + %}' })).toEqual([]);
  });

  it('is found in a rule of a Choice', () => {
    const Choices = [{ Condition: true }, { Condition: '{% done %}', Output: '{% 1 + %}' }];
    expect(faults({ Type: 'Choice', Choices })).toEqual([
      "Reference to 'done' at the top level is not supported. at /States/S/Choices[1]/Condition",
      'Unexpected end of expression at /States/S/Choices[1]/Output',
    ]);
  });

  it('is found in inner scopes, and only in states of that language', () => {
    const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Output: '{% 1 + %}' } } };
    expect(faults({ Type: 'Map', ItemProcessor: inner })).toEqual([
      'Unexpected end of expression at /States/S/ItemProcessor/States/I/Output',
    ]);
    expect(faults({ Type: 'Pass', QueryLanguage: 'JSONPath', Result: '{% 1 + %}' })).toEqual([]);
  });
});
