/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<
    Record<
      string,
      { readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[] }
    >
  >;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string;
}

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
];
const RESOURCE_KEYS = [
  'Condition',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdateReplacePolicy',
];

/** What of the template's own frame is not understood here, in words; empty when all is. */
export function unknownParts(template: Template): string[] {
  const sections = Object.keys(template).filter((key) => !SECTIONS.includes(key));
  const keys = Object.entries(template.Resources ?? {}).flatMap(([id, resource]) =>
    Object.keys(resource)
      .filter((key) => !RESOURCE_KEYS.includes(key))
      .map((key) => `attribute ${key} of resource ${id}`),
  );
  return [...sections.map((section) => `section ${section}`), ...keys];
}
