import { search } from '../support/jmespath';
import { anchors, codeBlocks } from '../support/markdown';
import { expand, splitWords } from '../support/shell-words';

const variables = new Map([
  ['FUNCTION', 'api'],
  ['TITLE', 'two words'],
  ['URL', 'https://host/account/queue'],
]);
const words = (source: string): string[] => splitWords(source, variables).map(({ text }) => text);

describe('the words of a command line', () => {
  it.each([
    ['a "b c" \'d "e"\'', ['a', 'b c', 'd "e"']],
    ['"$FUNCTION:$FUNCTION" $FUNCTION', ['api:api', 'api']],
    ['"{\\"S\\":\\"$FUNCTION\\"}"', ['{"S":"api"}']],
    ["'$FUNCTION'", ['$FUNCTION']],
    ['AdditionalVersionWeights={}', ['AdditionalVersionWeights={}']],
    ['Name=FunctionName,Value="$FUNCTION"', ['Name=FunctionName,Value=api']],
    ['${URL%/*/*}', ['https://host']],
  ])('%s', (source, expected) => {
    expect(words(source)).toEqual(expected);
  });

  it.each([
    '$MISSING',
    '"$MISSING"',
    '$TITLE',
    'a; b',
    'a && b',
    '`date`',
    '"`date`"',
    '*.md',
    '"$(date)"',
    "it's",
    '~/x',
  ])('refuse what is not understood: %s', (source) => {
    expect(() => expand(source, variables)).toThrow();
  });
});

describe('a query', () => {
  const data = {
    Stacks: [{ Outputs: [{ OutputKey: 'A', OutputValue: '1' }] }],
    Items: [{ timeline: { L: [{ M: { at: { S: 'x' } } }, { M: { at: { S: 'y' } } }] } }, { n: { N: '2' } }],
    Points: [{ t: 2 }, { t: 1 }],
    Variables: { a: '0', b: '0' },
  };

  it.each([
    ["Stacks[0].Outputs[?OutputKey=='A'].OutputValue", ['1']],
    ["Stacks[0].Outputs[?starts_with(OutputKey,'B')].OutputValue", []],
    ['Items[].timeline.L[].M.[at.S]', [['x'], ['y']]],
    ['Items[0].timeline.L[].M.at.S', ['x', 'y']],
    ['Items[-1].{N:n.N,None:m.N}', { N: '2', None: null }],
    ['Items[?n].n.N', ['2']],
    ['sort_by(Points,&t)[].[t]', [[1], [2]]],
    ["merge(Variables, {a: '1'})", { a: '1', b: '0' }],
    ['Nothing.at[].all', null],
  ])('%s', (query, expected) => {
    expect(search(query, data)).toEqual(expected);
  });

  it.each(['a |', 'max_by(a,&b)', 'a[1:2]', 'a || b', 'a.b]', 'a[?b>`1`]'])(
    'refuses what is not understood: %s',
    (query) => {
      expect(() => search(query, data)).toThrow();
    },
  );
});

describe('a page', () => {
  it('gives its blocks with language, headings and line', () => {
    expect(codeBlocks('# A\n\n## B\n\n```sh\naws\n```\n\n## C\n\n```\nplain\n```\n')).toEqual([
      { language: 'sh', text: 'aws', headings: ['A', 'B'], line: 6 },
      { language: '', text: 'plain', headings: ['A', 'C'], line: 12 },
    ]);
  });

  it('gives its anchors as GitHub makes them', () => {
    expect(anchors('# A page\n## Set the variables, once for a shell\n')).toEqual([
      'a-page',
      'set-the-variables-once-for-a-shell',
    ]);
  });
});
