import { invalidArn, invalidName } from './errors';

/** Whitespace, brackets, wildcards, `"#%\^|~`$&,;:/` and control characters: recorded on AWS. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it forbids.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** Names of machines and executions: 1 to 80 characters. @throws InvalidName. */
export function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || FORBIDDEN.test(name)) throw invalidName(name);
}

/** @throws InvalidArn for what is no ARN of Step Functions, or of a kind that the operation does not take. */
export function checkArn(arn: string, kind: 'stateMachine' | 'execution' | 'activity'): void {
  const [prefix, , service, , , actual = ''] = arn.split(':');
  if (prefix !== 'arn' || service !== 'states') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (actual !== kind) throw invalidArn(`Resource type not valid in this context: ${actual}`);
}
