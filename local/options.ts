import { parseArgs } from 'node:util';

export interface ServerOptions {
  readonly port: number;
  readonly time: 'real' | 'virtual';
  readonly seed: number;
  readonly json: boolean;
  /** Folder of a cloud assembly; undefined synthesizes the CDK app of the current folder. */
  readonly app: string | undefined;
  readonly help: boolean;
}

export const USAGE = `Runs an AWS in this process, behind one loopback port, and deploys a CDK app to it.

  npm run local -- [options]

  --port N             port on 127.0.0.1; 0 takes a free one       (default 4566)
  --time real|virtual  virtual time goes at the wall clock's pace
                       until POST /_local/clock skips ahead        (default real)
  --seed N             same seed, same chance                      (default 1)
  --app DIR            cloud assembly to deploy                    (default: cdk synth of this project)
  --json               one line of JSON when ready, nothing else
  --help               this text
`;

/** Reads the command line. Throws an Error that says what was wrong and what would be right. */
export function readOptions(argv: readonly string[]): ServerOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '4566' },
      time: { type: 'string', default: 'real' },
      seed: { type: 'string', default: '1' },
      app: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.time !== 'real' && values.time !== 'virtual')
    throw new Error(`--time must be real or virtual, not "${values.time}"`);
  return {
    port: integer('--port', values.port, 65_535),
    time: values.time,
    seed: integer('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    json: values.json,
    app: values.app,
    help: values.help,
  };
}

function integer(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new Error(`${option} must be a whole number from 0 to ${most}, not "${text}"`);
  return value;
}
