import { createInterface } from 'node:readline/promises';
import type { World } from './world';

/** Where there is no terminal, such as in a pipe. */
const DEFAULT_COLUMNS = 80;

/** The world of a process: its standard streams, and AWS as its environment says. */
export function terminal({ env, stdin, stdout, stderr } = process): World {
  // The AWS CLI reads AWS_DEFAULT_REGION and the SDK does not; whoever uses both should need one only.
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return {
    client: (ClientClass) => new ClientClass(region === undefined ? {} : { region }),
    print: (text) => void stdout.write(`${text}\n`),
    complain: (text) => void stderr.write(`${text}\n`),
    confirm: stdin.isTTY && stderr.isTTY ? ask : undefined,
    columns: stdout.columns ?? DEFAULT_COLUMNS,
  };

  // On standard error, so that a pipe from standard output holds the result alone.
  async function ask(question: string): Promise<boolean> {
    const dialogue = createInterface({ input: stdin, output: stderr });
    const answer = await dialogue.question(`${question} [y/N] `);
    dialogue.close();
    return /^y(es)?$/i.test(answer.trim());
  }
}
