/** Properties of a resource, intrinsic functions resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * How one CloudFormation resource type is made, changed and removed here. Lives beside the service it belongs to.
 * A change of a property either makes a new resource, or is carried out by `update`; AWS documents which, under "Update
 * requires". An error that `create`, `update` or `delete` throws fails the deployment, with its text as the reason.
 */
export interface ResourceType {
  /** For example `AWS::Lambda::Alias`. */
  readonly type: string;
  /** Properties that have an effect here. */
  readonly properties: readonly string[];
  /** Properties that are accepted without effect, each with the reason. Anything else refuses the template. */
  readonly withoutEffect?: Readonly<Record<string, string>>;
  /** Those of `properties` whose change makes a new resource. */
  readonly replacement: readonly string[];
  /** Those of `properties` whose change AWS carries out and we do not, each with the reason: refuses the update. */
  readonly unchangeable?: Readonly<Record<string, string>>;
  /** The property that gives the resource a name nobody else may have: one that keeps it cannot be replaced. */
  readonly nameProperty?: string;
  create(properties: Properties, context: ResourceContext): Promise<CreatedResource> | CreatedResource;
  /** Changes what stands into `properties`, members that are gone included. Absent where every change is a replacement. */
  update?(
    standing: StandingResource,
    properties: Properties,
    context: ResourceContext,
  ): Promise<CreatedResource> | CreatedResource;
  /** Succeeds for a resource that is gone already. */
  delete(standing: StandingResource): Promise<unknown> | unknown;
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

/** A resource as CloudFormation last made it; what has happened to it since, CloudFormation does not know. */
export interface StandingResource extends CreatedResource {
  readonly properties: Properties;
}
