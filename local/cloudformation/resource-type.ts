/** How one CloudFormation resource type is made here. Lives beside the service it belongs to. */
export interface ResourceType {
  /** For example `AWS::Lambda::Alias`. */
  readonly type: string;
  /** Properties that have an effect here. */
  readonly properties: readonly string[];
  /** Properties that are accepted without effect, each with the reason. Anything else refuses the template. */
  readonly withoutEffect?: Readonly<Record<string, string>>;
  create(
    properties: Readonly<Record<string, unknown>>,
    context: ResourceContext,
  ): Promise<CreatedResource> | CreatedResource;
}

export interface ResourceContext {
  readonly stackName: string;
  readonly logicalId: string;
  /** `<stack>-<logicalId>-<random>`, cut to what the service allows: for resources without a name of their own. */
  physicalName(maxLength?: number): string;
  /** The unpacked folder (or file) of an asset, by the S3 key that the template names. */
  assetPath(s3Key: string): string;
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}
