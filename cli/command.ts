import type { Healer } from './healer';
import type { OptionName, Options } from './options';
import { Refusal, UsageError } from './refusal';
import type { World } from './world';

/** The result of a command, for a program and for a person. */
export interface Answer {
  /** Becomes JSON. */
  readonly data: unknown;
  readonly text: string;
}

export interface Command {
  readonly name: string;
  /** For the list of all commands. */
  readonly summary: string;
  /** Names of the words that follow; one that may be left out ends in `?`. */
  readonly words: readonly string[];
  readonly options: readonly OptionName[];
  /** Those without which it is refused. */
  readonly required?: readonly OptionName[];
  /** More for its own help. */
  readonly details: string;
  /**
   * Reads what was given, before AWS is asked anything.
   * @throws UsageError
   */
  prepare(given: Given): Work;
}

/** @throws Refusal */
export type Work = (call: Call) => Promise<Answer>;

/** The command line, its words counted and its options known. */
export interface Given {
  readonly words: readonly string[];
  readonly options: Options;
  /** As it was typed, for the record. */
  readonly line: string;
}

export interface Call {
  readonly given: Given;
  readonly healer: Healer;
  readonly world: World;
}

/** A word that the command cannot do without. */
export function word({ words }: Given, index: number): string {
  const found = words[index];
  if (found === undefined) throw new UsageError(`Word ${index + 1} after the command is missing.`);
  return found;
}

/** A published version: `$LATEST` is none, since no alias that is protected points at it. */
export function versionWord(given: Given, index: number): string {
  const version = word(given, index);
  if (!/^[1-9]\d*$/.test(version)) throw new UsageError(`A version is a whole number, not "${version}".`);
  return version;
}

/** Why an operator does something: without it, the record would be of no use to the next one. */
export function requiredReason({ options }: Given): string {
  const reason = options.reason?.trim() ?? '';
  if (reason === '') throw new UsageError('--reason TEXT is missing: say why, for the record.');
  return reason;
}

/**
 * Asks the operator, unless they have said `--yes`.
 * @param question what is about to be done, all of it
 */
export async function confirm({ world, given }: Call, question: string): Promise<void> {
  if (given.options.yes) return;
  if (world.confirm === undefined) {
    throw new Refusal(`${question}\nThere is no terminal to answer on, so nothing was done: give --yes.`);
  }
  if (!(await world.confirm(question))) throw new Refusal('Nothing was done.');
}
