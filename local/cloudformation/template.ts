/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Description?: string;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Mappings;
  readonly Metadata?: unknown;
  readonly AWSTemplateFormatVersion?: string;
  readonly Rules?: Readonly<
    Record<
      string,
      { readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[] }
    >
  >;
}

/** Texts and lists by map, first key and second key. */
export type Mappings = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: unknown;
  /** What becomes of the resource when it leaves the template, or its stack goes. Default: Delete. */
  readonly DeletionPolicy?: RemovalPolicy;
  /** What becomes of the old one when the resource is replaced. Default: Delete. */
  readonly UpdateReplacePolicy?: RemovalPolicy;
}

export const REMOVAL_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const;
export type RemovalPolicy = (typeof REMOVAL_POLICIES)[number];

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly Description?: string;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: string | number;
  readonly MaxLength?: string | number;
  readonly MinValue?: string | number;
  readonly MaxValue?: string | number;
  readonly NoEcho?: boolean | string;
}

export const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
];
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;
export const RESOURCE_KEYS = [...POLICIES, 'Condition', 'DependsOn', 'Metadata', 'Properties', 'Type'];

/** What of the template's own frame is not understood here, in words; empty when all is. */
export function unknownParts(template: Template): string[] {
  const sections = Object.keys(template).filter((key) => !SECTIONS.includes(key));
  const keys = Object.entries(template.Resources ?? {}).flatMap(([id, resource]) => [
    ...Object.keys(resource)
      .filter((key) => !RESOURCE_KEYS.includes(key))
      .map((key) => `attribute ${key} of resource ${id}`),
    ...POLICIES.filter((key) => !REMOVAL_POLICIES.includes(resource[key] ?? 'Delete')).map(
      (key) =>
        `${key} ${typeof resource[key] === 'string' ? resource[key] : JSON.stringify(resource[key])} of resource ${id}`,
    ),
  ]);
  return [...sections.map((section) => `section ${section}`), ...keys];
}
