import { MEANT_DENIALS, NO_NARROWER } from '../iam-reasons';
import { merge } from './merge';
import { readRecords } from './records';
import { report } from './report';

/** Says what must be mended, by the records in a folder. Ends with 1 when something must. */
const records = readRecords(process.argv[2] ?? '');
const { findings } = report(merge(records), NO_NARROWER, MEANT_DENIALS);
const heading =
  findings.length === 0
    ? `Every grant was used, in ${records.length} clouds.`
    : `Grants to be mended (npm run iam shows all of them): ${findings.length}`;
process.stdout.write(`\n${[heading, ...findings.map((finding) => `  ${finding}`)].join('\n')}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
