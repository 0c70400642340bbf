import type { Stack, StackResource } from '../cloudformation/stack';
import { listed } from './inspect-policy';
import type { PolicyKind, Statement } from './policy';
import { readPolicy } from './read-policy';
import { policiesIn } from './template-policies';
import { type Denial, type Use, type Uses, written } from './uses';
import type { StatementPlace } from './withhold';

/** One statement of a template, as it hangs on one role or resource, with what was used of it. */
export interface GrantRecord extends StatementPlace {
  readonly stack: string;
  readonly kind: PolicyKind;
  readonly effect: 'Allow' | 'Deny';
  /** `<stack>/<logical id>` of the role or resource that it hangs on; its ARN when no stack has it. */
  readonly holder: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly uses: readonly Use[];
}

/** What the templates of one cloud grant, what was used of it, and what was missing. */
export interface UsageRecord {
  /** What the cloud was for. */
  readonly label: string;
  readonly grants: readonly GrantRecord[];
  readonly denials: readonly Denial[];
  /** Operations of which nobody has said what they need. */
  readonly unknownOperations: readonly string[];
}

export function usageRecord(label: string, stacks: readonly Stack[], uses: Uses): UsageRecord {
  const names = physicalNames(stacks);
  const grants = stacks.flatMap((stack) =>
    stack.resources.flatMap((resource) => grantsOf(stack.name, resource, names, uses)),
  );
  const denials = uses.allDenials().map((denial) => ({ ...denial, by: names.get(denial.by) ?? denial.by }));
  return { label, grants, denials, unknownOperations: uses.unknownOperations() };
}

type Names = ReadonlyMap<string, string>;

/** `<stack>/<logical id>` by what Ref and GetAtt Arn give, so that other chances of names do not matter. */
function physicalNames(stacks: readonly Stack[]): Names {
  return new Map(
    stacks.flatMap(({ name, resources }) =>
      resources.flatMap(({ logicalId, ref, attributes }) =>
        [ref, attributes.Arn].map((physical) => [String(physical), `${name}/${logicalId}`] as const),
      ),
    ),
  );
}

function grantsOf(stack: string, resource: StackResource, names: Names, uses: Uses): GrantRecord[] {
  const { logicalId, type, properties } = resource;
  if (type === 'AWS::Lambda::Permission') return [permission(stack, resource, names, uses)];
  return policiesIn(type, properties).flatMap(({ document, kind, path }) => {
    const raw = listed((document as { readonly Statement?: unknown }).Statement);
    return readPolicy(document, kind).flatMap((statement, index) =>
      holdersOf(resource, kind, names).map(({ arn, holder }) => ({
        stack,
        logicalId,
        path: path.join('.'),
        index,
        kind,
        holder,
        ...contentOf(statement),
        uses: uses.of(arn, ({ text }) => text === JSON.stringify(raw[index])),
      })),
    );
  });
}

function permission(stack: string, resource: StackResource, names: Names, uses: Uses): GrantRecord {
  const { logicalId, ref, properties } = resource;
  const name = String(properties.FunctionName);
  const { arn } = name.startsWith('arn:') ? { arn: name } : byEnding(names, `:function:${name}`, name);
  return {
    stack,
    logicalId,
    path: '',
    index: 0,
    kind: 'resource',
    effect: 'Allow',
    holder: names.get(arn) ?? arn,
    actions: [String(properties.Action)],
    resources: [arn],
    uses: uses.of(arn, ({ sid }) => sid === ref),
  };
}

function contentOf({ effect, actions, resources }: Statement) {
  return { effect, actions: written(actions), resources: written(resources) };
}

/** What a policy hangs on. */
function holdersOf(
  { type, ref, attributes, properties }: StackResource,
  kind: PolicyKind,
  names: Names,
): { readonly arn: string; readonly holder: string }[] {
  const named = (arn: string) => ({ arn, holder: names.get(arn) ?? arn });
  switch (type) {
    case 'AWS::IAM::Role':
      return [named(String(attributes.Arn))];
    case 'AWS::SNS::TopicPolicy':
      return listed(properties.Topics).map(String).map(named);
    case 'AWS::SQS::QueuePolicy':
      return listed(properties.Queues).map((url) => byEnding(names, `:${String(url).split('/').at(-1)}`, String(url)));
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return listed(properties.Roles).map((role) => byEnding(names, `/${role}`, String(role)));
    default:
      throw new Error(`${type} (${ref}) has a policy of kind ${kind} on nothing known`);
  }
}

/** The ARN that ends so: a queue goes by its URL, a role by its name. */
function byEnding(names: Names, ending: string, otherwise: string): { readonly arn: string; readonly holder: string } {
  const found = [...names].find(([physical]) => physical.startsWith('arn:') && physical.endsWith(ending));
  return found === undefined ? { arn: otherwise, holder: otherwise } : { arn: found[0], holder: found[1] };
}
