import { parseArgs } from 'node:util';
import { type Load, type Measurement, measure } from './measure';

const HELP = `Measures what the embedded AWS costs: protected services with their healer, in virtual time.

  npm run bench -- [--quick]

  --quick  a sixth of the time, and ten targets at most

Prints for each load the simulated and the real time, their ratio, real time for each invocation, events for each
second of real time, and the memory of the process. Exit code 0; 2: bad arguments.`;

const HOUR = 3600;

interface Row {
  readonly name: string;
  readonly load: Load;
}

const row = (name: string, targets: number, perSecond: number, seconds: number): Row => ({
  name,
  load: { targets, perSecond, seconds },
});

const ROWS: readonly Row[] = [
  row('an hour of 1 request/s', 1, 1, HOUR),
  row('a day of quiet', 1, 0, 24 * HOUR),
  row('1 target, 1 request/s', 1, 1, 300),
  row('10 targets, 1 request/s each', 10, 1, 300),
  row('100 targets, 1 request/s each', 100, 1, 300),
];

const quick = ({ name, load }: Row): Row => ({
  name: `${name}, a sixth`,
  load: { ...load, seconds: load.seconds / 6 },
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rows = values.quick ? ROWS.filter(({ load }) => load.targets <= 10).map(quick) : ROWS;
  console.log(
    line(['load', 'AWS time', 'real time', 'ratio', 'invocations', 'ms each', 'calls', 'events/s', 'memory']),
  );
  for (const { name, load } of rows) console.log(line([name, ...figures(await measure(load))]));
  return 0;
}

function figures({ seconds, wallSeconds, invocations, calls, events, memory }: Measurement): string[] {
  return [
    `${seconds} s`,
    `${wallSeconds.toFixed(1)} s`,
    `${Math.round(seconds / wallSeconds)}`,
    String(invocations),
    ((wallSeconds * 1000) / invocations).toFixed(1),
    String(calls),
    String(Math.round(events / wallSeconds)),
    `${Math.round(memory / 2 ** 20)} MiB`,
  ];
}

const WIDTHS = [38, 10, 11, 7, 13, 9, 9, 10, 11];
const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[index] ?? 0))).join('');

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof TypeError;
    console.error(usage ? `${error.message}\n\n${HELP}` : error);
    process.exitCode = usage ? 2 : 1;
  },
);
