import { jsonFault } from '../../../local/services/support/json-fault';

const LITERALS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('the fault of a text that is no JSON', () => {
  it.each([
    ['not some json', `Unrecognized token 'not': was expecting ${LITERALS}`],
    ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
    ['{"a": 1 "b": 2}', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ['[1, )', `Unexpected character (')' (code 41)): expected a valid value ${LITERALS}`],
    ['{"a": tru}', `Unrecognized token 'tru': was expecting ${LITERALS}`],
    ['[007]', 'Invalid numeric value: Leading zeroes not allowed'],
    ['"open', 'Unexpected end-of-input: was expecting closing quote for a string value'],
    ['{"a":', 'Unexpected end-of-input'],
  ])('%s is told in the words of AWS', (text, message) => {
    expect(jsonFault(text)?.message).toBe(message);
  });

  it('is told with its place', () => {
    expect(jsonFault('not a definition')?.location).toBe('[Source: (String)"not a definition"; line: 1, column: 4]');
    expect(jsonFault('{\n  "a": no\n}')?.location).toContain('line: 2, column: 10]');
  });

  it.each(['{}', ' [1, -2.5e3, "a\\"b", {"x": null}] ', '"text"', '0', 'true'])('is none for %s', (text) => {
    expect(jsonFault(text)).toBeUndefined();
  });

  it.each(['{"a":1,}', '[1,]', '1 2', '-', '1.', '"\\x"', '"a\nb"', '', '{}}'])('is there for %j', (text) => {
    expect(jsonFault(text)?.message).toBeTruthy();
  });
});
