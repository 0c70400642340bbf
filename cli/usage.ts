import type { Command } from './command';
import { COMMON, describeOption } from './options';
import { table, wrap } from './text';

const WIDTH = 76;

/** Help on everything. */
export const usage = (commands: readonly Command[]): string => `heal: what an operator tells the healer, and asks it

  npm run --silent heal -- <command> [options]

${list(commands.map((command) => [synopsis(command), command.summary]))}

Options of every command
${list(COMMON.map(describeOption))}

"heal <command> --help" says more. Credentials and region are those of the AWS CLI; AWS_ENDPOINT_URL leads to the
embedded AWS. Exit codes: 0 done, 1 refused or failed, 2 not understood.`;

/** Help on one command. */
export function usageOf(command: Command): string {
  const { options, summary, details } = command;
  return `heal ${synopsis(command)}: ${summary}

${details
  .split('\n')
  .map((line) => wrap(line, WIDTH).join('\n'))
  .join('\n')}

${list([...options, ...COMMON].map(describeOption))}`;
}

const synopsis = ({ name, words, required = [] }: Command): string =>
  [
    name,
    ...words.map((word) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : `<${word}>`)),
    ...required.map((option) => describeOption(option)[0]),
  ].join(' ');

const list = (rows: readonly (readonly string[])[]): string =>
  table(rows)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
