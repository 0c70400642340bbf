import { COMMANDS } from './commands';
import { explain } from './explain';
import { findHealer } from './healer';
import { parse } from './parse';
import { Refusal, UsageError } from './refusal';
import { usage, usageOf } from './usage';
import type { World } from './world';

/** Exit codes. */
const DONE = 0;
const FAILED = 1;
const NOT_UNDERSTOOD = 2;

/**
 * The command `heal`: the operator's side of the healer.
 * @param argv the words after the command's name
 * @returns exit code: 0 done, 1 refused or failed, 2 not understood
 */
export async function heal(argv: readonly string[], world: World): Promise<number> {
  try {
    const parsed = parse(argv, COMMANDS);
    if (parsed.kind === 'help') {
      world.print(parsed.command === undefined ? usage(COMMANDS) : usageOf(parsed.command));
      return DONE;
    }
    const { command, given, environment } = parsed;
    const work = command.prepare(given);
    const { data, text } = await work({ given, world, healer: await findHealer(environment, world) });
    world.print(given.options.json ? JSON.stringify(data, null, 2) : text);
    return DONE;
  } catch (error) {
    if (error instanceof UsageError) {
      const named = COMMANDS.find(({ name }) => name === argv.find((word) => !word.startsWith('-')));
      world.complain(`${error.message}\nSee: heal ${named === undefined ? '' : `${named.name} `}--help`);
      return NOT_UNDERSTOOD;
    }
    world.complain(error instanceof Refusal ? error.message : explain(error));
    return FAILED;
  }
}
