/** Codes of AWS's validator. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export type Code =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'DUPLICATE_STATE_NAMES'
  | 'INVALID_JSON_DESCRIPTION';

/** A definition that AWS would refuse. */
export class InvalidDefinition extends Error {
  constructor(
    readonly code: Code,
    readonly what: string,
    /** JSON pointer into the definition. */
    readonly location: string,
  ) {
    super(`${code}: ${what}${location === '' || what.endsWith(location) ? '' : ` at ${location}`}`);
  }
}

export function schemaFault(what: string, location: string): InvalidDefinition {
  return new InvalidDefinition('SCHEMA_VALIDATION_FAILED', what, location);
}
