import type { Stack, StackResource } from '../cloudformation/stack';
import { listed } from './inspect-policy';
import { PhysicalNames } from './physical-names';
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
  /** With logical ids in braces in the place of physical names, here and in `uses`. */
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

/** @param stacks as they stand: what an update has taken out of a template is not on record */
export function usageRecord(label: string, stacks: readonly Stack[], uses: Uses): UsageRecord {
  const names = new PhysicalNames(stacks);
  const grants = stacks.flatMap((stack) =>
    stack.resources.flatMap((resource) => grantsOf(stack.name, resource, names, uses)),
  );
  const denials = uses.allDenials().map((denial) => ({
    ...denial,
    by: names.place(denial.by),
    resource: names.readable(denial.resource),
  }));
  return { label, grants, denials, unknownOperations: uses.unknownOperations() };
}

function grantsOf(stack: string, resource: StackResource, names: PhysicalNames, uses: Uses): GrantRecord[] {
  const { logicalId, type, properties } = resource;
  if (type === 'AWS::Lambda::Permission') return [permission(stack, resource, names, uses)];
  return policiesIn(type, properties).flatMap(({ document, kind, path }) => {
    const place = { stack, logicalId, path: path.join('.') };
    const texts = listed((document as { readonly Statement?: unknown }).Statement).map((raw) => JSON.stringify(raw));
    return readPolicy(document, kind).flatMap((statement, index) =>
      holdersOf(resource, names).map((holder) => ({
        ...place,
        index,
        kind,
        holder: names.place(holder),
        ...contentOf(statement, names),
        uses: uses.of(holder, ({ text }) => text === texts[index]).map((use) => readableUse(use, names)),
      })),
    );
  });
}

function permission(stack: string, resource: StackResource, names: PhysicalNames, uses: Uses): GrantRecord {
  const { logicalId, ref, properties } = resource;
  const name = String(properties.FunctionName);
  const arn = name.startsWith('arn:') ? name : (names.arnEnding(`:function:${name}`) ?? name);
  return {
    stack,
    logicalId,
    path: '',
    index: 0,
    kind: 'resource',
    effect: 'Allow',
    holder: names.place(arn),
    actions: [String(properties.Action)],
    resources: [names.readable(arn)],
    uses: uses.of(arn, ({ sid }) => sid === ref).map((use) => readableUse(use, names)),
  };
}

function contentOf({ effect, actions, resources }: Statement, names: PhysicalNames) {
  return {
    effect,
    actions: written(actions),
    resources: written(resources).map((resource) => names.readable(resource)),
  };
}

const readableUse = (use: Use, names: PhysicalNames): Use => ({ ...use, resource: names.readable(use.resource) });

/** ARNs of what a policy hangs on. A queue goes by its URL, a role by its name. */
function holdersOf({ type, attributes, properties }: StackResource, names: PhysicalNames): string[] {
  switch (type) {
    case 'AWS::IAM::Role':
      return [String(attributes.Arn)];
    case 'AWS::SNS::TopicPolicy':
      return listed(properties.Topics).map(String);
    case 'AWS::SQS::QueuePolicy':
      return listed(properties.Queues).map(
        (url) => names.arnEnding(`:${String(url).split('/').at(-1)}`) ?? String(url),
      );
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return listed(properties.Roles).map((role) => names.arnEnding(`/${role}`) ?? String(role));
    default:
      throw new Error(`Nothing is known that a policy of ${type} hangs on`);
  }
}
