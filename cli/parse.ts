import { parseArgs } from 'node:util';
import type { Command, Given } from './command';
import { COMMON, OPTIONS, type OptionName, type Options } from './options';
import { UsageError } from './refusal';

/** A command line: help is asked for, or a command is given. */
export type Parsed =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'command'; readonly command: Command; readonly given: Given; readonly environment: string };

/** As `infra/environments.ts` names them. */
const ENVIRONMENTS: readonly string[] = ['dev', 'prod'];

/** @throws UsageError that says what was wrong, and of which command */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const { values, positionals } = split(argv);
  const [name, ...words] = positionals;
  if (name === 'help') return { kind: 'help', command: words[0] === undefined ? undefined : find(words[0], commands) };
  if (name === undefined) {
    if (values.help) return { kind: 'help', command: undefined };
    throw new UsageError('Give a command.');
  }
  const command = find(name, commands);
  if (values.help) return { kind: 'help', command };
  const environment = values.env ?? 'dev';
  if (!ENVIRONMENTS.includes(environment)) {
    throw new UsageError(`--env must be ${ENVIRONMENTS.join(' or ')}, not "${environment}".`);
  }
  refuseOthers(values, command);
  countWords(words, command);
  return { kind: 'command', command, environment, given: { words, options: values, line: lineOf(argv) } };
}

function split(argv: readonly string[]): { readonly values: Options; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node goes on with advice about words that begin with a dash.
    const [complaint = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${complaint.replace(/\.$/, '')}.`);
  }
}

function find(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw new UsageError(`There is no command "${name}".`);
  return found;
}

function refuseOthers(values: Options, { name, options }: Command): void {
  const known: readonly string[] = [...COMMON, ...options];
  const other = Object.keys(values).find((option) => !known.includes(option));
  if (other === undefined) return;
  const own = options.map((option: OptionName) => `--${option}`).join(', ') || 'no option of its own';
  throw new UsageError(`--${other} is no option of "${name}", which takes ${own}.`);
}

function countWords(words: readonly string[], { words: names }: Command): void {
  const missing = names.slice(words.length).find((wanted) => !wanted.endsWith('?'));
  if (missing !== undefined) throw new UsageError(`<${missing}> is missing.`);
  const extra = words[names.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
}

/** As a shell would take it again. */
const lineOf = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w./:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
