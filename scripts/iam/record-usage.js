// Setup file of the scenarios: each of their clouds leaves a record for grants-reporter.js, where there is one, unless
// somebody else wants it.
const { SCENARIO_USAGE_DIRECTORY: directory } = process.env;
if (directory !== undefined) process.env.EMBEDDED_AWS_USAGE_DIRECTORY ??= directory;
