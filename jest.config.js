// See local/no-version-warning.ts.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const shared = {
  testEnvironment: 'node',
  transform: { '\\.[jt]s$': '<rootDir>/scripts/jest-esbuild.js' },
};

/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000,
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: 'parts',
      roots: ['<rootDir>/test'],
      testPathIgnorePatterns: ['<rootDir>/test/scenarios/'],
    },
    {
      ...shared,
      displayName: 'scenarios',
      roots: ['<rootDir>/test/scenarios'],
      globalSetup: '<rootDir>/test/scenarios/support/synthesize-assemblies.ts',
      globalTeardown: '<rootDir>/test/scenarios/support/remove-assemblies.ts',
    },
  ],
};
