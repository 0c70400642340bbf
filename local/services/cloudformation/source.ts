import type { Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { AssemblyStack } from '../../cloudformation/assembly';
import { readTemplate } from '../../cloudformation/read-template';
import type { Stack } from '../../cloudformation/stack';
import type { Template } from '../../cloudformation/template';
import { NotEmulatedError, ServiceError } from '../../kernel/errors';
import { tagsFrom } from '../support/tags';
import { asValidation, validation } from './errors';

interface SourceInput {
  readonly StackName?: string | undefined;
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
}

/** There is no S3 to fetch a template from. @throws ValidationError, NotEmulatedError */
export function templateText(
  operation: string,
  { TemplateBody: body, TemplateURL: url }: Pick<SourceInput, 'TemplateBody' | 'TemplateURL'>,
): string {
  if (url !== undefined) throw new NotEmulatedError(`TemplateURL of ${operation}: only TemplateBody`);
  if (body === undefined || body === '') throw validation('Either Template URL or Template Body must be specified.');
  return body;
}

/**
 * What a call wants a stack to be.
 * @param standing the stack that it is about, where there is one: it has the template and the values that the call leaves out
 * @throws ValidationError, InsufficientCapabilitiesException, NotEmulatedError
 */
export function sourceOf(operation: string, input: SourceInput, standing: Stack | undefined): AssemblyStack {
  const { template, text } = templateOf(operation, input, standing);
  needCapabilities(template, input.Capabilities ?? []);
  return {
    name: standing?.name ?? input.StackName ?? '',
    template,
    ...(text !== undefined && { text }),
    parameters: parametersOf(input.Parameters ?? [], standing),
    ...(input.Capabilities !== undefined && { capabilities: input.Capabilities }),
    // A call without tags leaves those that there are.
    tags: input.Tags === undefined ? (standing?.source.tags ?? {}) : tagsFrom(input.Tags),
    dependsOn: [],
    assets: standing?.source.assets ?? new Map(),
    terminationProtection: standing?.source.terminationProtection ?? false,
  };
}

function templateOf(
  operation: string,
  input: SourceInput,
  standing: Stack | undefined,
): { readonly template: Template; readonly text: string | undefined } {
  if (input.UsePreviousTemplate === true) {
    if (standing === undefined) throw validation('UsePreviousTemplate needs a stack that has one.');
    if (input.TemplateBody !== undefined) {
      throw validation('Template Body and Use Previous Template cannot be specified together.');
    }
    return { template: standing.source.template, text: standing.source.text };
  }
  const text = templateText(operation, input);
  try {
    return { template: readTemplate(text), text };
  } catch (error) {
    throw asValidation(error);
  }
}

function parametersOf(given: readonly Parameter[], standing: Stack | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { ParameterKey: key = '', ParameterValue: value, UsePreviousValue: previous } of given) {
    if (previous === true) {
      const before = standing?.source.parameters?.[key];
      if (standing?.source.template.Parameters?.[key] === undefined) {
        throw validation(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      }
      // A value that was the default is that of the new template, as with one that is not given.
      if (before !== undefined) values[key] = before;
    } else values[key] = value ?? '';
  }
  return values;
}

/** Who lets a template make roles must say so. */
function needCapabilities(template: Template, given: readonly string[]): void {
  const iam = Object.values(template.Resources ?? {}).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return;
  const isNamed = iam.some(({ Properties = {} }) =>
    ['RoleName', 'PolicyName', 'UserName', 'GroupName', 'ManagedPolicyName', 'InstanceProfileName'].some(
      (name) => name !== 'PolicyName' && Properties[name] !== undefined,
    ),
  );
  const enough = isNamed ? ['CAPABILITY_NAMED_IAM'] : ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];
  if (given.some((capability) => enough.includes(capability))) return;
  throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${enough[0]}]`);
}
