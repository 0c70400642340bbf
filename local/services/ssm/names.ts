import { NotEmulatedError, ServiceError } from '../../kernel/errors';

/** One segment, or a path that begins with a slash and has no empty part. */
const NAME = /^(\/?[\w.-]+|(\/[\w.-]+)+)$/;

/** @throws ValidationException for what AWS takes for no name: `a/b`, `/a//b`, `ssm...`, other characters */
export function checkedName(name = ''): string {
  if (NAME.test(name) && !/^\/?ssm/i.test(name) && name.length <= 1011) return name;
  throw new ServiceError(
    'ValidationException',
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}

/** Which parameter a call asks for. */
export interface Selector {
  /** The names that it may be stored by, the one asked for first. */
  readonly names: readonly [string, ...string[]];
  readonly version: string | undefined;
  readonly byArn: boolean;
}

/**
 * Reads a name, `name:version`, or an ARN, which does not tell whether a name of one segment has a slash in front; nor does
 * AWS make a difference when it is asked with one.
 * @throws ValidationException
 */
export function readSelector(selector: string): Selector {
  const ofArn = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(.*)$/.exec(selector)?.[1];
  const [given = '', version] = (ofArn ?? selector).split(':');
  if (given.startsWith('/aws/reference/')) throw new NotEmulatedError('parameters that refer to another service');
  const name = checkedName(given);
  const bare = name.slice(1);
  const names: [string, ...string[]] = name.startsWith('/') && !bare.includes('/') ? [name, bare] : [name];
  return { names, version, byArn: ofArn !== undefined };
}

/** @throws ValidationException for a path that is none */
export function checkPath(path: string): void {
  if (path === '/' || (/^(\/[\w.-]+)+\/?$/.test(path) && !/^\/(aws|ssm)/i.test(path))) return;
  throw new ServiceError(
    'ValidationException',
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with \\"aws\\" or \\"ssm\\" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}
