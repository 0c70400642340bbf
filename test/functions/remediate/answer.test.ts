import { describeAnswer, readAnswer } from '../../../functions/remediate/answer';

const QUESTION = {
  taskToken: 'token',
  askedAt: '2026-03-14T09:30:00.000Z',
  deadline: '2026-03-14T09:45:00.000Z',
  remedy: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
} as const;

describe('The answer of a person', () => {
  it.each([
    [
      { approved: true, by: 'ann' },
      { answer: 'approved', by: 'ann', note: '' },
    ],
    [
      { approved: true, by: 'ann', note: 'go ahead' },
      { answer: 'approved', by: 'ann', note: 'go ahead' },
    ],
    [
      { approved: false, by: 'ann', note: 'sale is on' },
      { answer: 'denied', by: 'ann', note: 'sale is on' },
    ],
    [{ approved: false }, { answer: 'denied', by: 'unknown', note: '' }],
    [{ expired: true }, { answer: 'none', by: '', note: '' }],
  ])('%j is %o', (answer, expected) => {
    expect(readAnswer(answer, QUESTION)).toEqual({ ...expected, remedy: QUESTION.remedy });
  });

  it.each([
    'yes',
    true,
    42,
    null,
    [],
    {},
    { approved: 'true', by: 'ann' },
    { approved: 1, by: 'ann' },
    { approved: true },
    { approved: true, by: '' },
    { approved: true, by: ' ' },
    { approved: true, by: 7 },
    { expired: 'true' },
  ])('%j is not understood, and so is a denial that says what came', (answer) => {
    expect(readAnswer(answer, QUESTION)).toEqual({
      answer: 'denied',
      by: 'unknown',
      note: `not understood: ${JSON.stringify(answer)}`,
      remedy: QUESTION.remedy,
    });
  });

  it.each([
    [{ approved: true, by: 'ann' }, QUESTION.remedy, 'Approved by ann: roll back from version 2 to version 1.'],
    [
      { approved: true, by: 'ann', note: 'go' },
      { kind: 'clearWeights', fromVersion: '2', toVersion: '1' },
      'Approved by ann ("go"): clear weights from version 2 to version 1.',
    ],
    [
      { approved: false, by: 'ann', note: 'sale is on' },
      { kind: 'resetFault', fromVersion: '2', toVersion: null },
      'Denied by ann ("sale is on"): reset fault from version 2.',
    ],
    [
      { expired: true },
      QUESTION.remedy,
      'Nobody answered until 2026-03-14T09:45:00.000Z: roll back from version 2 to version 1.',
    ],
    ['?', QUESTION.remedy, 'Denied by unknown ("not understood: "?""): roll back from version 2 to version 1.'],
  ])('%j about %o reads "%s"', (answer, remedy, expected) => {
    const question = { ...QUESTION, remedy };
    expect(describeAnswer(readAnswer(answer, question), question)).toBe(expected);
  });
});
