import type {
  ValidateStateMachineDefinitionDiagnostic,
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import { only } from '../support/only';
import { InvalidDefinition } from './definition/invalid';
import { readDefinition } from './definition/read-definition';

/** The check of CreateStateMachine, as an answer instead of an error. What only AWS can do is said, not called invalid. */
export async function validateStateMachineDefinition(
  input: ValidateStateMachineDefinitionInput,
): Promise<ValidateStateMachineDefinitionOutput> {
  only('ValidateStateMachineDefinition', input, ['definition', 'type', 'severity', 'maxResults']);
  try {
    await readDefinition(input.definition ?? '', input.type ?? 'STANDARD');
    return { result: 'OK', diagnostics: [], truncated: false };
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    return { result: 'FAIL', diagnostics: [diagnostic(error)], truncated: false };
  }
}

function diagnostic({ code, what, location }: InvalidDefinition): ValidateStateMachineDefinitionDiagnostic {
  return { severity: 'ERROR', code, message: what, ...(location !== '' && { location }) };
}
