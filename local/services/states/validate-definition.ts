import type {
  ValidateStateMachineDefinitionDiagnostic,
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import { only } from '../support/only';
import { type Fault, InvalidDefinition } from './definition/invalid';
import { readDefinition } from './definition/read-definition';

const MOST_DIAGNOSTICS = 100;

/** The check of CreateStateMachine, as an answer instead of an error. What only AWS can do is said, not called invalid. */
export async function validateStateMachineDefinition(
  input: ValidateStateMachineDefinitionInput,
): Promise<ValidateStateMachineDefinitionOutput> {
  only('ValidateStateMachineDefinition', input, ['definition', 'type', 'severity', 'maxResults']);
  const { maxResults = 0 } = input;
  const most = maxResults === 0 ? MOST_DIAGNOSTICS : maxResults;
  try {
    await readDefinition(input.definition ?? '', input.type ?? 'STANDARD');
    return { result: 'OK', diagnostics: [], truncated: false };
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    const { faults } = error;
    return { result: 'FAIL', diagnostics: faults.slice(0, most).map(diagnostic), truncated: faults.length > most };
  }
}

function diagnostic({ code, what, location }: Fault): ValidateStateMachineDefinitionDiagnostic {
  return { severity: 'ERROR', code, message: what, ...(location !== undefined && { location }) };
}
