import {
  type AlarmState,
  decideAlarm,
  evaluationRange,
  type Point,
  type TreatMissingData,
} from '../../../local/services/cloudwatch/alarm-decision';

const MODES = ['missing', 'ignore', 'breaching', 'notBreaching'] as const satisfies TreatMissingData[];
const STATES = { OK: 'OK', ALARM: 'ALARM', INSUF: 'INSUFFICIENT_DATA', keep: 'keep' } as const;

/** Oldest first, as the documentation writes them: 0 within, X breaching, - missing. */
function newestFirst(text: string): Point[] {
  return text
    .split(' ')
    .map((sign) => (sign === '-' ? undefined : sign === 'X'))
    .reverse();
}

function decide(text: string, n: number, m: number, treatMissingData: TreatMissingData): AlarmState | 'keep' {
  return decideAlarm({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }, newestFirst(text));
}

type Row = [string, keyof typeof STATES, keyof typeof STATES, keyof typeof STATES, keyof typeof STATES];

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
const THREE_OF_THREE: Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUF', 'keep', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', 'keep', 'ALARM', 'OK'],
];
const TWO_OF_THREE: Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'keep', 'ALARM', 'OK'],
];

describe.each([
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
] as const)('%i of 3', (m, rows) => {
  test.each(rows)('"%s" gives missing %s, ignore %s, breaching %s, notBreaching %s', (text, ...expected) => {
    expect(MODES.map((mode) => decide(text, 3, m, mode))).toEqual(expected.map((state) => STATES[state]));
  });
});

test('real points decide alone when there are N of them, however old', () => {
  for (const mode of MODES) {
    expect(decide('X X X - -', 3, 3, mode)).toBe('ALARM');
    expect(decide('0 X 0 - -', 3, 1, mode)).toBe('ALARM');
  }
});

test('only the newest N real points count', () => {
  expect(decide('X X 0 0 0', 3, 1, 'notBreaching')).toBe('OK');
});

test('a single breaching newest point is premature only from M periods on', () => {
  expect(decide('- - - - X', 3, 2, 'missing')).toBe('OK');
  expect(decide('- - - X -', 3, 2, 'missing')).toBe('ALARM');
});

test.each([
  [1, 3],
  [3, 5],
  [5, 7],
  [6, 8],
  [9, 12],
])('%i periods are looked for among %i', (n, range) => {
  expect(evaluationRange(n)).toBe(range);
});
