import type {
  Capability,
  CreateStackInput,
  CreateStackOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  UpdateStackInput,
  UpdateStackOutput,
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
  ValidateTemplateInput,
  ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import { readTemplate } from '../../cloudformation/read-template';
import type { Template } from '../../cloudformation/template';
import { NotEmulatedError } from '../../kernel/errors';
import { only } from '../support/only';
import type { Deployer } from './deployer';
import { asValidation, stackMissing, validation } from './errors';
import { sourceOf, templateText } from './source';
import type { Stacks } from './stacks';

const OF_SOURCE = [
  'StackName',
  'TemplateBody',
  'TemplateURL',
  'Parameters',
  'Capabilities',
  'Tags',
  'ClientRequestToken',
];

/** What makes and changes stacks from a template in the call. It is answered when the work has begun. */
export const templateOperations = (stacks: Stacks, deployer: Deployer) => ({
  async CreateStack(input: CreateStackInput): Promise<CreateStackOutput> {
    only('CreateStack', input, [
      ...OF_SOURCE,
      'DisableRollback',
      'OnFailure',
      'TimeoutInMinutes',
      'EnableTerminationProtection',
    ]);
    const { OnFailure = 'ROLLBACK', DisableRollback = false, EnableTerminationProtection: isProtected = false } = input;
    if (DisableRollback || OnFailure !== 'ROLLBACK')
      throw new NotEmulatedError('a CreateStack that does not roll back');
    if (input.TimeoutInMinutes !== undefined) throw new NotEmulatedError('TimeoutInMinutes of CreateStack');
    const source = sourceOf('CreateStack', input, undefined);
    try {
      const stack = await deployer.beginCreation({ ...source, terminationProtection: isProtected });
      return { StackId: stack.id };
    } catch (error) {
      throw asValidation(error);
    }
  },

  async UpdateStack(input: UpdateStackInput): Promise<UpdateStackOutput> {
    only('UpdateStack', input, [...OF_SOURCE, 'UsePreviousTemplate', 'DisableRollback']);
    if (input.DisableRollback === true) throw new NotEmulatedError('an UpdateStack that does not roll back');
    const stack = stacks.find(input.StackName ?? '');
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
      throw validation(`Stack [${input.StackName}] does not exist`);
    }
    const source = sourceOf('UpdateStack', input, stack);
    try {
      return { StackId: (await deployer.beginUpdate(stack, source)).id };
    } catch (error) {
      throw asValidation(error);
    }
  },

  UpdateTerminationProtection(input: UpdateTerminationProtectionInput): UpdateTerminationProtectionOutput {
    only('UpdateTerminationProtection', input, ['StackName', 'EnableTerminationProtection']);
    const stack = stacks.find(input.StackName ?? '');
    if (stack === undefined) throw stackMissing(input.StackName ?? '');
    stack.source = { ...stack.source, terminationProtection: input.EnableTerminationProtection === true };
    return { StackId: stack.id };
  },

  ValidateTemplate(input: ValidateTemplateInput): ValidateTemplateOutput {
    only('ValidateTemplate', input, ['TemplateBody', 'TemplateURL']);
    const { Parameters, Description, Capabilities, CapabilitiesReason } = summaryOf(read('ValidateTemplate', input));
    return {
      Parameters: Parameters.map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
        ParameterKey,
        DefaultValue,
        NoEcho,
        Description,
      })),
      Description,
      Capabilities,
      CapabilitiesReason,
    };
  },

  GetTemplateSummary(input: GetTemplateSummaryInput): GetTemplateSummaryOutput {
    only('GetTemplateSummary', input, ['TemplateBody', 'TemplateURL', 'StackName']);
    if (input.StackName === undefined) return summaryOf(read('GetTemplateSummary', input));
    const stack = stacks.find(input.StackName);
    if (stack === undefined) throw stackMissing(input.StackName);
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      throw validation('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
    }
    return summaryOf(stack.source.template);
  },
});

type WithTemplate = { readonly TemplateBody?: string | undefined; readonly TemplateURL?: string | undefined };

function read(operation: string, input: WithTemplate): Template {
  try {
    return readTemplate(templateText(operation, input));
  } catch (error) {
    throw asValidation(error);
  }
}

function summaryOf(template: Template) {
  const named = Object.values(template.Resources ?? {}).flatMap(({ Type }) =>
    Type.startsWith('AWS::IAM::') ? [Type] : [],
  );
  return {
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, parameter]) => ({
      ParameterKey,
      ParameterType: parameter.Type,
      NoEcho: String(parameter.NoEcho) === 'true',
      ...(parameter.Default !== undefined && { DefaultValue: String(parameter.Default) }),
      ...(parameter.Description !== undefined && { Description: parameter.Description }),
      ParameterConstraints:
        parameter.AllowedValues === undefined ? {} : { AllowedValues: parameter.AllowedValues.map(String) },
    })),
    ...(template.Description !== undefined && { Description: template.Description }),
    // The only one there is.
    Version: '2010-09-09',
    ...(template.Metadata !== undefined && { Metadata: JSON.stringify(template.Metadata) }),
    ResourceTypes: [...new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))].sort(),
    ...(named.length > 0 && {
      Capabilities: ['CAPABILITY_NAMED_IAM'] as Capability[],
      CapabilitiesReason: `The following resource(s) require capabilities: [${[...new Set(named)].join(', ')}]`,
    }),
  };
}
