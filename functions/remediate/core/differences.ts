/** Settings of a function version by name, as Lambda reports them; nested objects allowed. */
export type Settings = Readonly<Record<string, unknown>>;

export interface Configuration {
  readonly codeSha256: string;
  readonly settings: Settings;
  /** Null when the environment cannot be read, as with a missing KMS grant. */
  readonly variables: Readonly<Record<string, string>> | null;
}

/**
 * Names of everything in which two configurations differ. A reset publishes $LATEST, so anything listed here would be
 * released unasked. Settings unknown to us count too: a new one must block a reset rather than slip through.
 * @param ignoredVariables environment variables that may differ: those that inject faults, and our own marker
 */
export function differences(
  left: Configuration,
  right: Configuration,
  ignoredVariables: ReadonlySet<string>,
): readonly string[] {
  const code = left.codeSha256 === right.codeSha256 ? [] : ['code'];
  const settings = differingKeys(left.settings, right.settings);
  if (left.variables === null || right.variables === null) return [...code, ...settings, 'environment (unreadable)'];
  const variables = differingKeys(left.variables, right.variables).filter((name) => !ignoredVariables.has(name));
  return [...code, ...settings, ...variables.map((name) => `environment variable ${name}`)];
}

function differingKeys(left: Settings, right: Settings): string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => canonical(left[name]) !== canonical(right[name])).sort();
}

/** JSON with sorted keys; undefined members do not count. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
