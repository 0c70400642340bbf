import { USAGE_LABEL_VARIABLE } from '../../local/authorization/settings';
import { labelOf } from './label';

/** Setup file of the test runner: each cloud's record of usage says which scenario it was for. */
function label(test: string | undefined): void {
  process.env[USAGE_LABEL_VARIABLE] = labelOf({ file: expect.getState().testPath ?? '', test });
}

label(undefined);
beforeEach(() => label(expect.getState().currentTestName));
// What is made between tests is for the file as a whole.
afterEach(() => label(undefined));
