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
  ['nested arrays', '{"a": [["x"]]}'],
])('%s is no pattern', (_, text) => {
  expect(() => compilePattern(text)).toThrow(/Event pattern is not valid\. Reason: /);
});
