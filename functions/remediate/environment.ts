import { HEALER_ENVIRONMENT } from '../contract';
import { ERROR_NAMES } from './core/error-names';
import { TaskError } from './errors';

type Setting = keyof typeof HEALER_ENVIRONMENT;
export type Environment = Readonly<Record<Setting, string>>;

/**
 * The healer's settings; the only reader of `process.env`. A setting is checked when it is first asked for, because not
 * every function has every one: only those that notify know the topic.
 * @throws BadConfiguration naming the variable that is missing
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  return Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(HEALER_ENVIRONMENT).map(([setting, name]) => [
        setting,
        { enumerable: true, get: () => required(name, variables[name]) },
      ]),
    ),
  ) as Environment;
}

function required(name: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw new TaskError(
    ERROR_NAMES.badConfiguration,
    `Environment variable ${name} of this function is missing or empty.`,
  );
}
