import type { AlarmState } from '../../../local/services/cloudwatch/alarm-decision';
import { alarmsIn, holds } from '../../../local/services/cloudwatch/composite-rule';
import { parseCompositeRule } from '../../../local/services/cloudwatch/composite-rule-parser';

const STATES: Readonly<Record<string, AlarmState>> = { red: 'ALARM', green: 'OK', grey: 'INSUFFICIENT_DATA' };
const judge = (rule: string): boolean => holds(parseCompositeRule(rule), (alarm) => STATES[alarm]);

test.each<[string, boolean]>([
  ['TRUE', true],
  ['FALSE', false],
  ['ALARM(red)', true],
  ['ALARM("red")', true],
  ['ALARM( red )', true],
  ['OK(red)', false],
  ['OK(green)', true],
  ['INSUFFICIENT_DATA(grey)', true],
  ['NOT ALARM(red)', false],
  ['NOT NOT ALARM(red)', true],
  ['NOT (ALARM(green) OR OK(red))', true],
  ['ALARM(red) AND ALARM(green)', false],
  ['ALARM(red) OR ALARM(green)', true],
  // NOT before AND before OR.
  ['ALARM(red) OR ALARM(green) AND ALARM(green)', true],
  ['(ALARM(red) OR ALARM(green)) AND ALARM(green)', false],
  ['NOT ALARM(green) AND ALARM(red)', true],
  // An alarm that is gone is in no state.
  ['ALARM(gone) OR OK(gone)', false],
  ['AT_LEAST(2, NOT ALARM, (red, green, grey))', true],
  ['AT_LEAST(2, ALARM, (red, green, grey))', false],
  ['AT_LEAST(33%, ALARM, ("red", green, grey))', true],
  ['AT_LEAST(34%, ALARM, (red, green, grey))', false],
])('%s is %p', (rule, expected) => {
  expect(judge(rule)).toBe(expected);
});

test('names may be ARNs, and hold blanks and what else is not a bracket', () => {
  const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:a b';
  expect(alarmsIn(parseCompositeRule(`ALARM("x (1)") OR OK(${arn}) OR ALARM(y z)`))).toEqual(['x (1)', arn, 'y z']);
});

test.each<[string, string]>([
  ['()', "Error in AlarmRule [Unsupported token ')' at char 1]"],
  ['ALARM(red) ALARM(green)', "Error in AlarmRule [Unsupported token 'ALARM' at char 11]"],
  ['red', "Error in AlarmRule [Unsupported token 'red' at char 0]"],
  ['ALARM(red) XOR ALARM(green)', "Error in AlarmRule [Unsupported token 'XOR' at char 11]"],
  ['ALARM()', "Error in AlarmRule [Unsupported token ')' at char 6]"],
  ['ALARM(red) AND', 'Error in AlarmRule [Unexpected end at char 14]'],
  ['(ALARM(red)', 'Error in AlarmRule [Unexpected end at char 11]'],
  [' ALARM(red)', 'AlarmRule must not contain leading or trailing whitespace or be null'],
  ['AT_LEAST(3, OK, (red, green))', 'Error in AlarmRule [AT_LEAST 3 of 2 alarms]'],
])('%s is no rule', (rule, message) => {
  expect(() => parseCompositeRule(rule)).toThrow(message);
});

test('a rule has at most 100 alarms and 500 elements', () => {
  const many = (count: number, element: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => element(index)).join(' OR ');
  expect(alarmsIn(parseCompositeRule(many(100, (index) => `ALARM(a${index})`)))).toHaveLength(100);
  expect(() => parseCompositeRule(many(101, (index) => `ALARM(a${index})`))).toThrow('more than 100 alarms');
  expect(() => parseCompositeRule(many(501, () => 'TRUE'))).toThrow('more than 500 elements');
});
