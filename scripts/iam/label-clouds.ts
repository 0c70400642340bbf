import { USAGE_LABEL_VARIABLE } from '../../local/authorization/settings';
import { labelOf } from './label';

/** Setup file of the test runner: each cloud's record of usage says which scenario it was for. */
function label(): void {
  const { testPath = '', currentTestName } = expect.getState();
  process.env[USAGE_LABEL_VARIABLE] = labelOf({ file: testPath, test: currentTestName });
}

label();
beforeEach(label);
