import type { Template } from '../cloudformation/template';
import type { AuthorizationMode } from './authorizer';
import { type Withheld, withheldFrom, withhold } from './withhold';

/** What the environment says of authorization, for a run in which nobody can pass it as an option. */
export interface AuthorizationSettings {
  readonly mode: AuthorizationMode | undefined;
  /** Where each cloud writes what was used of its policies, and as what. */
  readonly usage: { readonly directory: string; readonly label: string } | undefined;
  /** What is taken out of templates before they are deployed. */
  readonly withheld: Withheld | undefined;
}

export const MODE_VARIABLE = 'EMBEDDED_AWS_AUTHORIZATION';
export const USAGE_DIRECTORY_VARIABLE = 'EMBEDDED_AWS_USAGE_DIRECTORY';
export const USAGE_LABEL_VARIABLE = 'EMBEDDED_AWS_USAGE_LABEL';
/** JSON, see `Withheld`. */
export const WITHHELD_VARIABLE = 'EMBEDDED_AWS_WITHHELD';

/** @throws Error naming a variable that has a value nobody knows */
export function authorizationSettings(environment: NodeJS.ProcessEnv = process.env): AuthorizationSettings {
  const directory = environment[USAGE_DIRECTORY_VARIABLE];
  const withheld = environment[WITHHELD_VARIABLE];
  return {
    mode: modeFrom(environment[MODE_VARIABLE]),
    usage: directory === undefined ? undefined : { directory, label: environment[USAGE_LABEL_VARIABLE] ?? '' },
    withheld: withheld === undefined ? undefined : withheldFrom(withheld, WITHHELD_VARIABLE),
  };
}

/** The change of templates that the settings ask for. */
export function withholding({ withheld }: AuthorizationSettings): ((template: Template) => Template) | undefined {
  return withheld === undefined ? undefined : (template) => withhold(template, withheld);
}

function modeFrom(text: string | undefined): AuthorizationMode | undefined {
  if (text === undefined || text === 'enforce' || text === 'record') return text;
  throw new Error(`${MODE_VARIABLE} must be enforce or record, not ${text}`);
}
