import type { GetTemplateInput, GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { AssemblyStack } from '../../cloudformation/assembly';
import { only } from '../support/only';
import type { ChangeSets } from './change-sets';
import { stackMissing, validation } from './errors';
import type { Stacks } from './stacks';

/** The template of a stack, or of a change set. */
export const getTemplate = (stacks: Stacks, changeSets: ChangeSets) => ({
  GetTemplate(input: GetTemplateInput): GetTemplateOutput {
    only('GetTemplate', input, ['StackName', 'ChangeSetName', 'TemplateStage']);
    const { template, text } = sourceOf(input, stacks, changeSets);
    return { TemplateBody: text ?? JSON.stringify(template), StagesAvailable: ['Original', 'Processed'] };
  },
});

/** @throws ValidationError when the call does not tell whose, ChangeSetNotFound */
function sourceOf(
  { StackName: stackName, ChangeSetName: changeSet }: GetTemplateInput,
  stacks: Stacks,
  changeSets: ChangeSets,
): AssemblyStack {
  if (changeSet !== undefined) {
    if (stackName === undefined && !changeSet.startsWith('arn:'))
      throw validation('StackName is a required parameter.');
    return changeSets.find(changeSet, stackName).source;
  }
  if (stackName === undefined) throw validation('StackName is required if ChangeSetName is not specified.');
  const stack = stacks.find(stackName);
  if (stack === undefined) throw stackMissing(stackName);
  return stack.source;
}
