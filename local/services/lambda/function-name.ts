import { ServiceError } from '../../kernel/errors';
import { invalidParameter, resourceNotFound, validation } from './errors';

/** What a caller named: a function, and a version or alias of it where one was given. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
}

/** As the API's model has it, with names; what does not fit it has been refused at the front door. */
const FORM =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:(?:-gov)|(?:-iso(?:[a-z]?)))?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** As errors show it. */
const PUBLISHED_FORM =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

/** Reads `name`, `name:qualifier`, `account:function:name[:qualifier]` or a function ARN; `qualifier` is the separate parameter. */
export function parseFunctionName(
  text: string,
  qualifier: string | undefined,
  home: { readonly region: string; readonly account: string },
): FunctionReference {
  const groups = FORM.exec(text)?.groups;
  if (groups?.name === undefined) {
    throw validation(
      `Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PUBLISHED_FORM}`,
    );
  }
  const { region, account, name, qualifier: derived } = groups;
  if (region !== undefined && region !== home.region) {
    throw resourceNotFound(`Functions from '${region}' are not reachable in this region ('${home.region}')`);
  }
  if (account !== undefined && account !== home.account) {
    // Without a word, so that nobody learns which functions another account has.
    throw new ServiceError('AccessDeniedException', '', 403, { Message: null });
  }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const given = qualifier ?? derived;
  return given === undefined ? { name } : { name, qualifier: given };
}
