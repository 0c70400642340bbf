/** Codes of AWS's validator. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export type Code =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAMES'
  | 'INVALID_JSON_DESCRIPTION'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** One thing that AWS would refuse a definition for. */
export interface Fault {
  readonly code: Code;
  readonly what: string;
  /** JSON pointer into the definition; absent where AWS names none. */
  readonly location?: string;
}

/** A definition that AWS would refuse. */
export class InvalidDefinition extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(told).join(', '));
  }
}

export function fault(code: Code, what: string, location?: string): InvalidDefinition {
  return new InvalidDefinition([{ code, what, ...(location !== undefined && location !== '' && { location }) }]);
}

export function schemaFault(what: string, location: string): InvalidDefinition {
  return fault('SCHEMA_VALIDATION_FAILED', what, location);
}

/** Recorded on AWS: a machine without an end has its fault `at null`. */
function told({ code, what, location }: Fault): string {
  if (code === 'MISSING_END_STATE') return `${code}: ${what} at null`;
  return `${code}: ${what}${location === undefined || what.endsWith(location) ? '' : ` at ${location}`}`;
}
