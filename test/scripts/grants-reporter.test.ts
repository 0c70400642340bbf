import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GrantRecord, UsageRecord } from '../../local/authorization/usage-record';

interface Reporter {
  readonly usage: string;
  onRunComplete(contexts: unknown, results: { readonly testResults: readonly object[] }): void;
  getLastError(): Error | undefined;
}
const GrantsReporter = require('../../scripts/iam/grants-reporter.js') as new (
  ...given: readonly unknown[]
) => Reporter;

const SCENARIOS = join(__dirname, '../scenarios');
const PASSED = { numFailingTests: 0, numPendingTests: 0 };
const ALL = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.long.test.ts'))
  .map((file) => ({ ...PASSED, testFilePath: join(SCENARIOS, file) }));

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:{Topic}';
const record = (resource: string, times: number): UsageRecord => {
  const grant: GrantRecord = {
    stack: 'healer',
    logicalId: 'SweepPolicy',
    path: 'PolicyDocument',
    index: 0,
    kind: 'identity',
    effect: 'Allow',
    holder: 'healer/SweepRole',
    actions: ['sns:Publish'],
    resources: [resource],
    uses: times === 0 ? [] : [{ action: 'sns:Publish', resource, times, alone: times }],
  };
  return { label: '', grants: [grant], denials: [], unknownOperations: [] };
};

/** How a run ends in which scenarios have left this record: what it says, if it fails. */
function endOf(left: UsageRecord, testResults: readonly object[] = ALL): string | undefined {
  let said = '';
  const { SCENARIO_USAGE_DIRECTORY: before } = process.env;
  const reporter = new GrantsReporter({}, {}, {}, (text: string) => {
    said += text;
  });
  writeFileSync(join(reporter.usage, 'one.json'), JSON.stringify(left));
  reporter.onRunComplete(new Set(), { testResults });
  if (before === undefined) delete process.env.SCENARIO_USAGE_DIRECTORY;
  else process.env.SCENARIO_USAGE_DIRECTORY = before;
  return reporter.getLastError() === undefined ? undefined : said.trim();
}

describe('a run of the tests', () => {
  test('fails on a grant that no scenario has used', () => {
    expect(endOf(record(TOPIC, 0))).toMatch(
      /: 1\n {2}granted and never used: SweepRole sns:Publish sns \{Topic\} \(SweepPolicy\)$/,
    );
  });

  test('fails on a grant on everything without a cited reason', () => {
    expect(endOf(record('*', 3))).toMatch(/granted on \* without a reason: SweepRole sns:Publish/);
  });

  test('is good when all that is granted was used', () => {
    expect(endOf(record(TOPIC, 3))).toBeUndefined();
  });

  test('says nothing of grants when it has not played every scenario to its end', () => {
    expect(endOf(record(TOPIC, 0), ALL.slice(1))).toBeUndefined();
    const [first, ...others] = ALL;
    expect(endOf(record(TOPIC, 0), [{ ...first, numFailingTests: 1 }, ...others])).toBeUndefined();
    expect(endOf(record(TOPIC, 0), [{ ...first, numPendingTests: 1 }, ...others])).toBeUndefined();
  });
});
