// See local/no-version-warning.ts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const shared = {
  testEnvironment: 'node',
  transform: { '\\.[jt]s$': '<rootDir>/scripts/jest-esbuild.js' },
};

const scenarios = {
  ...shared,
  roots: ['<rootDir>/test/scenarios'],
  globalSetup: '<rootDir>/test/scenarios/support/synthesize-assemblies.ts',
  globalTeardown: '<rootDir>/test/scenarios/support/remove-assemblies.ts',
};

/** @type {import('jest').Config} */
const parts = {
  ...shared,
  displayName: 'parts',
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['<rootDir>/test/scenarios/'],
};
const short = {
  ...scenarios,
  displayName: 'scenarios',
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  setupFiles: ['<rootDir>/scripts/iam/record-usage.js'],
};
/** Bad days: minutes rather than seconds. LONG=1, or npm run test:long, plays them and nothing else. */
const long = { ...scenarios, displayName: 'long', testMatch: ['**/*.long.test.ts'] };

module.exports = {
  testTimeout: process.env.LONG ? 300_000 : 60_000,
  maxWorkers: 2,
  reporters: process.env.LONG ? ['default'] : ['default', '<rootDir>/scripts/iam/grants-reporter.js'],
  projects: process.env.LONG ? [long] : [parts, short],
};
