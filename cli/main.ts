import './quiet-sdk';

import { heal } from './heal';
import { terminal } from './terminal';

heal(process.argv.slice(2), terminal()).then((exitCode) => {
  process.exitCode = exitCode;
});
