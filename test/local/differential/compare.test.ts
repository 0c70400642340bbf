import { differences } from '../../../scripts/differential/compare';
import type { Outcome, Step } from '../../../scripts/differential/step';

const step: Step = { service: 'ssm', operation: 'GetParameter', input: {}, exact: ['Parameter.Value'] };
const success = (answer: object): Outcome => ({ status: 200, code: undefined, answer });
const failure = (status: number, code: string): Outcome => ({ status, code, answer: undefined });

test('answers of the same shape do not differ, whatever their values', () => {
  const ours = success({ Parameter: { Value: '1', Version: 1, Tags: [{ a: 'x' }] } });
  const theirs = success({ Parameter: { Value: '1', Version: 7, Tags: [{ a: 'y' }, { a: 'z' }] } });
  expect(differences(step, ours, theirs)).toEqual([]);
});

test('a value that a step names must be equal', () => {
  const [ours, theirs] = [success({ Parameter: { Value: '1' } }), success({ Parameter: { Value: '2' } })];
  expect(differences(step, ours, theirs)).toEqual(['Parameter.Value: "1" here, "2" there']);
});

test('a member that one side alone has, or has as another type, is a difference', () => {
  const ours = success({ Parameter: { Value: '1', Tier: 'Standard' } });
  const theirs = success({ Parameter: { Value: '1', Tier: 3, More: new Date() } });
  expect(differences(step, ours, theirs)).toEqual([
    'only here: Parameter.Tier: string',
    'only there: Parameter.Tier: number',
    'only there: Parameter.More: time',
  ]);
});

test('status and code of errors are compared', () => {
  expect(differences(step, failure(400, 'A'), failure(400, 'A'))).toEqual([]);
  expect(differences(step, failure(400, 'A'), failure(404, 'B'))).toEqual([
    'status: 400 here, 404 there',
    'code: A here, B there',
  ]);
  expect(differences(step, success({}), failure(400, 'A'))).toEqual([
    'status: 200 here, 400 there',
    'code: none here, A there',
  ]);
});
