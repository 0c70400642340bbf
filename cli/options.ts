interface Option {
  readonly type: 'string' | 'boolean';
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly text: string;
}

/** Every option there is; a command takes those that it names. */
export const OPTIONS = {
  all: { type: 'boolean', text: 'all targets of the environment' },
  by: { type: 'string', value: 'NAME', text: 'who you are (default: your name in AWS)' },
  env: { type: 'string', value: 'dev|prod', text: 'environment (default dev)' },
  for: { type: 'string', value: '2h', text: 'how long: a number with s, m, h or d' },
  force: { type: 'boolean', text: 'even if the alias has been moved since' },
  help: { type: 'boolean', text: 'this text' },
  json: { type: 'boolean', text: 'the result as JSON' },
  limit: { type: 'string', value: 'N', text: 'how many, newest first' },
  note: { type: 'string', value: 'TEXT', text: 'words for the record' },
  orders: { type: 'boolean', text: 'with --all: lift standing orders too' },
  reason: { type: 'string', value: 'TEXT', text: 'why, for the record' },
  remove: { type: 'boolean', text: 'take it away again' },
  until: { type: 'string', value: 'ISO', text: 'ISO 8601 with a zone, such as 2026-03-14T08:00Z' },
  yes: { type: 'boolean', text: 'do not ask' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** What was given. */
export type Options = {
  readonly [Name in OptionName]?: (typeof OPTIONS)[Name] extends { readonly type: 'boolean' } ? boolean : string;
};

/** Taken by every command. */
export const COMMON: readonly OptionName[] = ['env', 'json', 'help'];

export const describeOption = (name: OptionName): [option: string, text: string] => {
  const { value, text }: Option = OPTIONS[name];
  return [`--${name}${value === undefined ? '' : ` ${value}`}`, text];
};
