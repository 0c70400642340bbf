// What jest.config.js and jest.long.config.js run, and how.

// See local/no-version-warning.ts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const common = {
  maxWorkers: 2,
  // A worker slows down with what each test file leaves behind: after eighty of them fivefold, where a fresh one takes a second.
  workerIdleMemoryLimit: '700MB',
};

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

/** @type {import('jest').Config} */
const shortScenarios = {
  ...scenarios,
  displayName: 'scenarios',
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  setupFiles: ['<rootDir>/scripts/iam/record-usage.js'],
};

/** @type {import('jest').Config} */
const longScenarios = { ...scenarios, displayName: 'long', testMatch: ['**/*.long.test.ts'] };

module.exports = { common, parts, shortScenarios, longScenarios };
