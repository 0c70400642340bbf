import { parseArgs } from 'node:util';
import type { AuthorizationMode } from './authorization/authorizer';
import { DEFAULT_LATENCIES, type Latencies, latenciesWith } from './kernel/latencies';

/** What is deployed at the start: the CDK app of the current folder, what a folder has, or nothing. */
export type Application =
  | { readonly kind: 'here' }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'none' };

export interface ServerOptions {
  readonly port: number;
  readonly time: 'real' | 'virtual';
  readonly seed: number;
  /** Milliseconds, by name; see kernel/latencies.ts. */
  readonly latencies: Partial<Latencies>;
  /** Refuses control-plane requests of Lambda beyond its published quota. */
  readonly controlPlaneLimit: boolean;
  /** Whether a call that nobody has allowed is denied, or only noted; undefined: as Cloud.start says. */
  readonly authorization: AuthorizationMode | undefined;
  readonly json: boolean;
  readonly application: Application;
  readonly help: boolean;
}

const latencyTable = Object.entries(DEFAULT_LATENCIES)
  .map(([name, value]) => `    ${name.padEnd(18)} ${value}`)
  .join('\n');

export const USAGE = `Runs an AWS in this process, behind one loopback port, and deploys a CDK app to it.
What it can do and what it refuses by name is listed in local/EMULATION.md.

  npm run local -- [options]

  --port N             port on 127.0.0.1; 0 takes a free one       (default 4566)
  --time real|virtual  virtual time goes at the wall clock's pace
                       until POST /_local/clock skips ahead        (default real)
  --seed N             same seed, same chance                      (default 1)
  --app DIR            what to deploy: a cloud assembly, or the
                       folder of a CDK app, which is synthesized   (default: this project)
  --empty              deploys nothing: make functions, alarms,
                       rules, tables, … with the AWS CLI or an SDK
  --latency NAME=MS    how long AWS takes; may be repeated
  --control-plane-limit
                       Lambda refuses more than 15 control-plane
                       requests a second, as AWS does
  --authorization enforce|record
                       enforce denies what no policy allows, as AWS does;
                       record denies nothing. The operator, who is whoever
                       has any other key, may everything   (default enforce)
  --json               one line of JSON when ready, nothing else
  --help               this text

  Latencies, in milliseconds, and what they are otherwise (coldStart, invocation
  and httpApi only with --time virtual; otherwise they take as long as they take):

${latencyTable}
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
      empty: { type: 'boolean', default: false },
      latency: { type: 'string', multiple: true, default: [] },
      'control-plane-limit': { type: 'boolean', default: false },
      authorization: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.time !== 'real' && values.time !== 'virtual')
    throw new Error(`--time must be real or virtual, not "${values.time}"`);
  const { authorization } = values;
  if (authorization !== undefined && authorization !== 'enforce' && authorization !== 'record')
    throw new Error(`--authorization must be enforce or record, not "${authorization}"`);
  return {
    port: integer('--port', values.port, 65_535),
    time: values.time,
    seed: integer('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    latencies: latencies(values.latency),
    controlPlaneLimit: values['control-plane-limit'],
    authorization,
    json: values.json,
    application: application(values),
    help: values.help,
  };
}

function application({ app, empty }: { readonly app?: string; readonly empty: boolean }): Application {
  if (app !== undefined && empty) throw new Error('--app and --empty exclude each other');
  if (empty) return { kind: 'none' };
  return app === undefined ? { kind: 'here' } : { kind: 'folder', folder: app };
}

function latencies(given: readonly string[]): Partial<Latencies> {
  const changes = Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^(\w+)=(\d+|own)$/.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new Error(`--latency must be NAME=MS, such as eventDelivery=500, not "${text}"`);
      return [name, value === 'own' ? value : Number(value)];
    }),
  );
  latenciesWith(changes);
  return changes;
}

function integer(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new Error(`${option} must be a whole number from 0 to ${most}, not "${text}"`);
  return value;
}
