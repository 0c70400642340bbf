const { common, parts, shortScenarios } = require('./scripts/jest-projects');

/** @type {import('jest').Config} */
module.exports = {
  ...common,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/iam/grants-reporter.js'],
  projects: [parts, shortScenarios],
};
