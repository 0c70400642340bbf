import type { EncryptionConfiguration, EncryptionType } from '@aws-sdk/client-sfn';
import { NotEmulatedError } from '../../kernel/errors';
import { variableReferences } from './definition/variable-references';
import type { StateMachine } from './state-machine';

/** Nothing is encrypted here, which is not to be told from AWS's own key; a key of the customer's would be. */
const OWNED_KEY: EncryptionType = 'AWS_OWNED_KEY';

/** @throws NotEmulatedError for a key of the customer's. */
export function checkEncryption(operation: string, given: EncryptionConfiguration | undefined): void {
  if (given !== undefined && given.type !== OWNED_KEY)
    throw new NotEmulatedError(`encryptionConfiguration.type ${given.type} of ${operation}: only ${OWNED_KEY} works`);
}

/** What the operations that describe a machine have in common. @param withData without it the definition is empty. */
export function describe(machine: StateMachine, withData: boolean) {
  const references = withData ? variableReferences(machine.source) : undefined;
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: withData ? machine.source : '{}',
    roleArn: machine.roleArn,
    loggingConfiguration: machine.logging,
    tracingConfiguration: { enabled: machine.tracing },
    encryptionConfiguration: { type: OWNED_KEY },
    ...(machine.revisionId !== undefined && { revisionId: machine.revisionId }),
    ...(references !== undefined && { variableReferences: references }),
  };
}
