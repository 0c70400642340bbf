const { spawnSync } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const PROJECT = join(__dirname, '../..');
const SCENARIOS = join(PROJECT, 'test/scenarios');

/**
 * Fails a run in which all scenarios have passed and one of them should have used a grant, but none did; also one that
 * needed what is not granted. A reporter, since only it comes after the last test, and not in the way of a run of a
 * few files: there is nothing to be said of grants then.
 */
module.exports = class GrantsReporter {
  /** The test runner gives the first three. */
  constructor(_globalConfig, _options, _context, write = (text) => process.stderr.write(text)) {
    this.write = write;
    this.usage = mkdtempSync(join(tmpdir(), 'grants-'));
    // Read by scripts/iam/record-usage.js in the tests' processes, which have not begun.
    process.env.SCENARIO_USAGE_DIRECTORY = this.usage;
  }

  onRunComplete(_contexts, { testResults }) {
    if (playedEverything(testResults)) this.check();
    rmSync(this.usage, { recursive: true, force: true });
  }

  check() {
    const script = [`${PROJECT}/scripts/iam/check-grants.ts`, this.usage];
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', ...script], {
      cwd: PROJECT,
      encoding: 'utf8',
    });
    this.write(`${stdout}${stderr}`);
    if (status !== 0) this.error = new Error('The grants are not what the scenarios need.');
  }

  /** The test runner's question whether the run has failed for a reason other than a test. */
  getLastError() {
    return this.error;
  }
};

function playedEverything(testResults) {
  const passed = testResults
    .filter(
      ({ numFailingTests, numPendingTests, testExecError }) => !numFailingTests && !numPendingTests && !testExecError,
    )
    .map(({ testFilePath }) => testFilePath);
  return readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.long.test.ts'))
    .every((file) => passed.includes(join(SCENARIOS, file)));
}
