import { compilePattern } from '../../../local/services/events/pattern';

const matches = (pattern: object, event: object): boolean => compilePattern(JSON.stringify(pattern))(event);

test.each<[string, object, object, boolean]>([
  ['a value', { a: ['x'] }, { a: 'x' }, true],
  ['one of several values', { a: ['x', 'y'] }, { a: 'y' }, true],
  ['a number is no string', { a: ['123'] }, { a: 123 }, false],
  ['a number', { a: [123] }, { a: 123.0 }, true],
  ['true', { a: [true] }, { a: true }, true],
  ['null', { a: [null] }, { a: null }, true],
  ['null is not missing', { a: [null] }, {}, false],
  ['an empty string', { a: [''] }, { a: '' }, true],
  ['all keys', { a: ['x'], b: ['y'] }, { a: 'x', b: 'z' }, false],
  ['a nested key', { a: { b: ['x'] } }, { a: { b: 'x' } }, true],
  ['any element of an array', { a: ['x'] }, { a: ['z', 'x'] }, true],
  ['objects in one element', { a: { b: ['1'], c: ['2'] } }, { a: [{ b: '1', c: '2' }, { b: '3' }] }, true],
  ['objects not across elements', { a: { b: ['1'], c: ['2'] } }, { a: [{ b: '1' }, { c: '2' }] }, false],
  ['prefix', { a: [{ prefix: 'ab' }] }, { a: 'abc' }, true],
  ['prefix ignoring case', { a: [{ prefix: { 'equals-ignore-case': 'AB' } }] }, { a: 'abc' }, true],
  ['suffix', { a: [{ suffix: '.png' }] }, { a: 'x.png' }, true],
  ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'AlArM' }] }, { a: 'alarm' }, true],
  ['wildcard', { a: [{ wildcard: 'a*c*.x' }] }, { a: 'abcd.x' }, true],
  ['wildcard: other characters are literal', { a: [{ wildcard: 'a.c' }] }, { a: 'abc' }, false],
  ['wildcard: escaped star', { a: [{ wildcard: 'a\\*' }] }, { a: 'ab' }, false],
  ['numeric range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  ['numeric of a string', { a: [{ numeric: ['=', 5] }] }, { a: '5' }, false],
  ['cidr', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.0.255' }, true],
  ['cidr outside', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.1.0' }, false],
  ['cidr of version 6', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:db8:1::5' }, true],
  ['cidr of version 6 outside', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:db9::5' }, false],
  ['cidr of the other version', { a: [{ cidr: '0.0.0.0/0' }] }, { a: '::ffff:1.2.3.4' }, false],
  ['numeric of a number beyond five billion', { a: [{ numeric: ['>', 0] }] }, { a: 6e9 }, false],
  ['anything-but a value', { a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
  ['anything-but that value', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
  ['anything-but needs the key', { a: [{ 'anything-but': 'x' }] }, {}, false],
  ['anything-but a prefix', { a: [{ 'anything-but': { prefix: 'ab' } }] }, { a: 'abc' }, false],
  ['anything-but suffixes', { a: [{ 'anything-but': { suffix: ['b', 'c'] } }] }, { a: 'abd' }, true],
  ['exists', { a: [{ exists: true }] }, { a: null }, true],
  ['exists on a branch', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
  ['missing', { a: { b: [{ exists: false }] } }, { a: {} }, true],
  ['missing with its parent', { a: { b: [{ exists: false }] } }, {}, true],
  ['not missing', { a: { b: [{ exists: false }] } }, { a: { b: 'x' } }, false],
  ['missing or a value', { a: [{ exists: false }, 'x'] }, { a: 'x' }, true],
  ['$or, first', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'x' }, true],
  ['$or, none', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'y', b: 'x' }, false],
  ['$or and a key', { c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'x' }, false],
  ['$or of operators is a key like any other', { $or: [{ prefix: 'a' }, { prefix: 'b' }] }, { $or: 'bc' }, true],
])('%s', (_, pattern, event, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

test.each<[string, string]>([
  ['not JSON', '{'],
  ['no object', '[]'],
  ['an empty one', '{}'],
  ['a bare value', '{"a": "x"}'],
  ['an empty array', '{"a": []}'],
  ['an unknown operator', '{"a": [{"regex": "x"}]}'],
  ['two operators in one', '{"a": [{"prefix": "x", "suffix": "y"}]}'],
  ['mixed anything-but', '{"a": [{"anything-but": ["x", 1]}]}'],
  ['exists of a string', '{"a": [{"exists": "yes"}]}'],
  ['a numeric without number', '{"a": [{"numeric": [">", "1"]}]}'],
  ['a wrong numeric operator', '{"a": [{"numeric": ["!", 1]}]}'],
  ['a name that every object has', '{"a": [{"constructor": 1}]}'],
  ['a numeric range from above', '{"a": [{"numeric": ["<", 5, ">", 0]}]}'],
  ['a numeric range of two bottoms', '{"a": [{"numeric": [">", 0, ">", 5]}]}'],
  ['a numeric range upside down', '{"a": [{"numeric": [">", 5, "<", 0]}]}'],
  ['two numeric equals', '{"a": [{"numeric": ["=", 5, "=", 5]}]}'],
  ['a number beyond five billion', '{"a": [{"numeric": [">", 6e9]}]}'],
  ['a numeric operator of the wrong case', '{"a": [{"NUMERIC": [">", 1]}]}'],
  ['a mask too long', '{"a": [{"cidr": "10.0.0.0/33"}]}'],
  ['no address', '{"a": [{"cidr": "300.0.0.0/8"}]}'],
  ['an address without mask', '{"a": [{"cidr": "10.0.0.0"}]}'],
  ['no address of version 6', '{"a": [{"cidr": "2001:xyz::/32"}]}'],
  ['two stars in a row', '{"a": [{"wildcard": "a**b"}]}'],
  ['an unknown escape', '{"a": [{"wildcard": "a\\\\b\\\\x"}]}'],
  ['an empty prefix after anything-but', '{"a": [{"anything-but": {"prefix": ""}}]}'],
  ['nested arrays', '{"a": [["x"]]}'],
])('%s is no pattern', (_, text) => {
  expect(() => compilePattern(text)).toThrow(/Event pattern is not valid\. Reason: /);
});

test.each<[string, object, object, boolean]>([
  ['a key with dots is a path', { 'a.b': ['x'] }, { a: { b: 'x' } }, true],
  ['an event key with dots is one, too', { a: { b: ['x'] } }, { 'a.b': 'x' }, true],
  ['an empty array has no leaf', { a: [{ exists: true }] }, { a: [] }, false],
  [
    'objects deep in one element',
    { a: { b: { c: ['1'] }, d: ['2'] } },
    { a: [{ b: { c: '1' }, d: '3' }, { d: '2' }] },
    false,
  ],
  ['anything-but a wildcard', { a: [{ 'anything-but': { wildcard: ['*/x/*', 'y*'] } }] }, { a: 'a/x/b' }, false],
  ['exactly', { a: [{ exactly: 'x' }] }, { a: 'x' }, true],
])('%s', (_, pattern, event, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

test.each<[string, string, string]>([
  ['a number', '{"a": 42}', '"a" must be an object or an array\n at [Source: (String)"{"a": 42}"; line: 1, column: 9]'],
  [
    'a string, of which only the quote was read',
    '{"a": "x"}',
    '"a" must be an object or an array\n at [Source: (String)"{"a": "x"}"; line: 1, column: 8]',
  ],
  [
    'a list, twice',
    '{"a": [{"anything-but": [null]}]}',
    'start|null|boolean is not supported.\n at [Source: (String)"{"a": [{"anything-but": [null]}]}"; line: 1, column: 30]\n at [Source: (String)"{"a": [{"anything-but": [null]}]}"; line: 1, column: 30]',
  ],
  [
    'a word',
    'oops',
    "Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"oops\"; line: 1, column: 5]",
  ],
  [
    'a second line',
    '{"a": ["x"],\n "b": []}',
    'Empty arrays are not allowed\n at [Source: (String)"{"a": ["x"],\n "b": []}"; line: 2, column: 9]',
  ],
  [
    'an end too early',
    '{"a": ["x"',
    'expected close marker for Array (start marker at [Source: (String)"{"a": ["x""; line: 1, column: 7])',
  ],
  ['a block of addresses, nowhere', '{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['too many stars, nowhere', '{"a": [{"wildcard": "*a*a*a*a*a*"}]}', 'Rule is too complex'],
])('a complaint tells where it found %s', (_, text, complaint) => {
  expect(() => compilePattern(text)).toThrow(complaint);
});
