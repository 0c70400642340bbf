import type { GrantRecord, UsageRecord } from '../../local/authorization/usage-record';
import type { Denial } from '../../local/authorization/uses';

/** One action of a statement on one of its resources, over all clouds. */
export interface Pair {
  readonly action: string;
  readonly resource: string;
  times: number;
  /** How often nothing else allowed it. */
  alone: number;
  /** Labels of the clouds in which nothing else allowed it; a process of its own that a scenario starts has none. */
  readonly neededIn: Set<string>;
}

export type Statement = Omit<GrantRecord, 'stack' | 'uses' | 'actions' | 'resources'> & {
  readonly pairs: readonly Pair[];
};

export interface Merged {
  readonly statements: readonly Statement[];
  readonly denials: readonly Denial[];
  readonly unknownOperations: readonly string[];
}

/** Stacks of the same construct have the same logical ids, so that their statements are one here. */
export function merge(records: readonly UsageRecord[]): Merged {
  const statements = new Map<string, Statement>();
  const denials = new Map<string, Denial>();
  for (const { label, grants, denials: denied } of records) {
    for (const grant of grants) {
      const key = JSON.stringify([logicalId(grant.holder), { ...grant, stack: '', holder: '', uses: [] }]);
      const statement = statements.get(key) ?? fresh(grant);
      statements.set(key, statement);
      for (const use of grant.uses) count(statement, use, label);
    }
    for (const { times, ...denial } of denied) {
      const key = JSON.stringify(denial);
      denials.set(key, { ...denial, times: (denials.get(key)?.times ?? 0) + times });
    }
  }
  return {
    statements: [...statements.values()].sort(
      (a, b) => a.holder.localeCompare(b.holder) || a.logicalId.localeCompare(b.logicalId) || a.index - b.index,
    ),
    denials: [...denials.values()],
    unknownOperations: [...new Set(records.flatMap(({ unknownOperations }) => unknownOperations))],
  };
}

function fresh({ stack: _, uses: __, actions, resources, holder, ...place }: GrantRecord): Statement {
  const pairs = actions.flatMap((action) =>
    resources.map((resource) => ({ action, resource, times: 0, alone: 0, neededIn: new Set<string>() })),
  );
  return { ...place, holder: logicalId(holder), pairs };
}

function count({ pairs }: Statement, { action, resource, times, alone }: GrantRecord['uses'][number], label: string) {
  const pair = pairs.find((one) => one.action === action && one.resource === resource);
  if (pair === undefined) throw new Error(`${action} on ${resource} was used and is not in its statement`);
  pair.times += times;
  pair.alone += alone;
  if (alone > 0 && label !== '') pair.neededIn.add(label);
}

const logicalId = (holder: string): string => holder.slice(holder.lastIndexOf('/') + 1);
