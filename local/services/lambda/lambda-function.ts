import type { Code } from './code';

/** What publishing a version freezes. */
export interface FunctionSettings {
  readonly code: Code;
  readonly description: string;
  readonly handler: string;
  /** For example `nodejs24.x`. */
  readonly runtime: string;
  /** ARN of the execution role. */
  readonly role: string;
  /** Undefined for a function that was never given one, which shows. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logging: LoggingSettings;
  readonly architecture: 'x86_64' | 'arm64';
  /** MB of /tmp. */
  readonly ephemeralStorage: number;
}

export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  readonly group: string;
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

export interface FunctionVersion {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly settings: FunctionSettings;
  /** `$LATEST` as it was when this version was published of it. */
  readonly published?: FunctionSettings;
  /** ms since the epoch. */
  readonly lastModified: number;
  revisionId: string;
  /** Before it, ms since the epoch, a published version is Pending. */
  activeFrom?: number;
}

export const isPending = ({ activeFrom = 0 }: FunctionVersion, now: number): boolean => now < activeFrom;

/** Where an alias sends requests. */
export interface Routing {
  readonly functionVersion: string;
  /** Weight in 0..1 of at most one further version. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface Alias extends Routing {
  readonly name: string;
  readonly description: string;
  readonly revisionId: string;
  /** Where it sends requests until a change has taken effect (`until`, ms since the epoch). */
  readonly before?: Routing & { readonly until: number };
}

/** One statement of a resource policy, as it stands in the policy document. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly [member: string]: unknown;
}

export interface ResourcePolicy {
  /** At least one. */
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  tags: Readonly<Record<string, string>>;
  /** `$LATEST` as the control plane shows it. */
  latest: FunctionVersion;
  /** `$LATEST` as invocations see it: the one before, while an update runs. */
  serving: FunctionVersion;
  updating: boolean;
  readonly versions: Map<string, FunctionVersion>;
  /** Numbers are not used again. */
  nextVersion: number;
  readonly aliases: Map<string, Alias>;
  /** Resource policies, by qualifier; '' is the function itself. */
  readonly policies: Map<string, ResourcePolicy>;
  reservedConcurrency: number | undefined;
}
