const { common, longScenarios } = require('./scripts/jest-projects');

/** @type {import('jest').Config} Bad days: minutes rather than seconds. */
module.exports = { ...common, testTimeout: 300_000, projects: [longScenarios] };
