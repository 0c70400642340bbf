import type { Cloud } from '../../local/cloud';
import { runAws } from './aws-cli';
import { runCurl } from './curl';
import { runHeal } from './operator';
import { expand, splitWords, type Word } from './shell-words';

/**
 * A shell for runbooks, on the embedded AWS: assignments, `aws`, `curl`, `npm run heal`, `echo`, `date`, and loops of one
 * fixed form. What it does not understand is an error, so a page cannot hold a line that nobody has run.
 */
export class Shell {
  readonly variables: Map<string, string>;
  private readonly files = new Map<string, string>();

  /** @param fixed variables that the pages' own assignments do not change */
  constructor(
    private readonly cloud: Cloud,
    private readonly fixed: Readonly<Record<string, string>> = {},
  ) {
    this.variables = new Map(Object.entries(fixed));
  }

  /** Runs the lines of a block and gives what each printed. @throws Error naming the line that fails */
  async run(block: string): Promise<string[]> {
    const printed: string[] = [];
    for (const line of block.replace(/\\\n\s*/g, '').split('\n')) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      try {
        printed.push(await this.line(line.trim()));
      } catch (error) {
        throw new Error(`${line}\n  failed: ${(error as Error).name}: ${(error as Error).message}`, { cause: error });
      }
    }
    return printed;
  }

  private async line(line: string): Promise<string> {
    const loop = /^for i in \$\(seq 1 (\d+)\); do (.*); done$/.exec(line);
    if (loop !== null) return this.loop(Number(loop[1]), loop[2] ?? '');
    const exported = /^export (.*)$/.exec(line);
    if (exported !== null) {
      for (const word of this.words(exported[1] ?? '')) this.assign(...splitAssignment(word.text));
      return '';
    }
    const assignment = /^([A-Z_]+)=(.*)$/s.exec(line);
    if (assignment === null) return this.command(line);
    this.assign(assignment[1] as string, await this.value(assignment[2] ?? ''));
    return '';
  }

  private async loop(times: number, command: string): Promise<string> {
    const printed: string[] = [];
    for (let i = 0; i < times; i++) printed.push(await this.command(command));
    return printed.join('');
  }

  private async value(source: string): Promise<string> {
    const arithmetic = /^\$\(\((.*)\)\)$/.exec(source);
    if (arithmetic !== null) return this.calculate(arithmetic[1] ?? '');
    const substitution = /^\$\((.*)\)$/s.exec(source);
    if (substitution === null) return expand(source, this.variables);
    const printed = (await this.command(substitution[1] ?? '')).trimEnd();
    if (printed === '' || printed === 'None' || printed === 'null') throw new Error('it gives nothing to keep');
    return printed;
  }

  /** `a - b`, `a * c` and `(a - b) * c`. */
  private calculate(source: string): string {
    const numbers = source.replace('$(date +%s)', this.date('+%s'));
    const [, from, less, times] = /^\(?(\d+)(?: - (\d+))?\)?(?: \* (\d+))?$/.exec(numbers) ?? [];
    if (from === undefined) throw new Error(`Arithmetic "${source}" is not supported`);
    return String((Number(from) - Number(less ?? 0)) * Number(times ?? 1));
  }

  private async command(source: string): Promise<string> {
    const words = this.words(source);
    const pipe = words.findIndex(({ operator, text }) => operator && text === '|');
    const texts = (part: readonly Word[]): string[] =>
      part.map(({ operator, text }) => {
        if (operator) throw new Error(`"${text}" is not supported there`);
        return text;
      });
    if (pipe >= 0) return sed(await this.program(texts(words.slice(0, pipe))), texts(words.slice(pipe + 1)));
    const [echo, text, into, name] = words;
    if (echo?.text === 'echo' && into?.operator && into.text === '>' && name !== undefined && words.length === 4) {
      this.files.set(name.text, `${text?.text}\n`);
      return '';
    }
    return this.program(texts(words));
  }

  private program([name, ...words]: readonly string[]): Promise<string> | string {
    switch (name) {
      case 'aws':
        return this.driven(() => runAws(this.cloud, words, this.files));
      case 'curl':
        // Whoever moves the clock must not be waited for by the clock.
        return words.some((word) => word.includes('/_local/'))
          ? runCurl(words, fetch)
          : this.driven(() => runCurl(words, (url, init) => this.cloud.fetch(url, init)));
      case 'npm':
        return this.npm(words);
      case 'echo':
        return `${words.join(' ')}\n`;
      case 'date':
        return this.date(words.join(' '));
      default:
        throw new Error(`Command "${name}" is not supported`);
    }
  }

  /** `npm run --silent heal -- <words>`, by whoever says yes when asked. A refusal is an error, as its exit code says. */
  private async npm(words: readonly string[]): Promise<string> {
    if (words.slice(0, 4).join(' ') !== 'run --silent heal --')
      throw new Error(`npm ${words.join(' ')} is not supported`);
    const { exitCode, printed, complained } = await this.driven(() => runHeal(this.cloud, words.slice(4)));
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${complained}`);
    return `${printed}\n`;
  }

  private driven<T>(work: () => Promise<T>): Promise<T> {
    return this.cloud.virtualClock().drive('operator', work);
  }

  private date(format: string): string {
    const now = this.cloud.clock.now();
    if (format === '+%s') return String(Math.floor(now / 1000));
    if (format === '-u +%Y-%m-%dT%H:%M:%SZ') return `${new Date(now).toISOString().slice(0, 19)}Z`;
    throw new Error(`date ${format} is not supported`);
  }

  private assign(name: string, value: string): void {
    if (!(name in this.fixed)) this.variables.set(name, value);
  }

  private words(source: string): Word[] {
    return splitWords(source, this.variables);
  }
}

function splitAssignment(word: string): [name: string, value: string] {
  const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw new Error(`"${word}" is no assignment`);
  return [name, value ?? ''];
}

/** `sed 's/plain text/plain text/'`. Changing nothing is an error: the line would be there for nothing. */
function sed(input: string, words: readonly string[]): string {
  const [, from, to] = /^s\/([^/\\[\]*.^$&]+)\/([^/\\&]*)\/$/.exec(words[1] ?? '') ?? [];
  if (words[0] !== 'sed' || words.length !== 2 || from === undefined) {
    throw new Error(`Pipe into "${words.join(' ')}" is not supported`);
  }
  if (!input.includes(from)) throw new Error(`sed finds no ${from}`);
  return input.replace(from, to ?? '');
}
