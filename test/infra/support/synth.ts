import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context as cdkContext } from '../../../cdk.json';
import { readConfig } from '../../../infra/config';
import { HealerStack } from '../../../infra/healer-stack';
import { ServiceStack } from '../../../infra/service-stack';

// The CDK's check of templates takes two seconds for each app; `npm run synth` makes it, with errors.
process.env.CDK_VALIDATION = 'false';

export interface Synthesized {
  readonly healer: Template;
  readonly service: Template;
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON of many shapes
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** An app with the flags of cdk.json that bundles nothing. */
export const makeApp = (context: Record<string, unknown> = {}): App =>
  new App({ context: { ...cdkContext, 'aws:cdk:bundling-stacks': [], ...context } });

const known = new Map<string, Synthesized>();

/** Both stacks as infra/app.ts makes them; the same context is synthesized once. */
export function synth(context: Record<string, unknown> = {}): Synthesized {
  const key = JSON.stringify(context);
  const found = known.get(key) ?? synthesize(context);
  known.set(key, found);
  return found;
}

function synthesize(context: Record<string, unknown>): Synthesized {
  const app = makeApp(context);
  const config = readConfig(app.node);
  const healer = new HealerStack(app, `SelfHealing-${config.environment}-healer`, { config });
  const service = new ServiceStack(app, `SelfHealing-${config.environment}-${config.service}`, {
    config,
    healer: healer.healer,
  });
  return { healer: Template.fromStack(healer), service: Template.fromStack(service) };
}

export const resources = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type)) as [string, Resource][];

/** The one resource of its type whose logical id begins with `prefix`. */
export function resource(template: Template, type: string, prefix = ''): Resource {
  const found = resources(template, type).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} begin with "${prefix}"`);
  return (found[0] as [string, Resource])[1];
}

/** Text of a value in which each intrinsic stands as `<...>`. */
export function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  if (join) return join[1].map(flatten).join(join[0]);
  const [target] = Object.values(value as object);
  return `<${Array.isArray(target) ? target.join('.') : typeof target === 'string' ? target : JSON.stringify(target)}>`;
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** All statements of the policies in a template, with the logical id of the policy, or of the role that it is written in. */
export function statements(template: Template): { policy: string; statement: Statement }[] {
  const documents = [
    ...resources(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => [id, Properties] as const),
    ...resources(template, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
      (Properties.Policies ?? []).map((policy: unknown) => [id, policy] as const),
    ),
  ];
  return documents.flatMap(([policy, { PolicyDocument }]) =>
    (PolicyDocument.Statement as Statement[]).map((statement) => ({ policy, statement })),
  );
}

export const listed = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
