import { decide } from '../../../../functions/remediate/core/decide';
import type { Decision } from '../../../../functions/remediate/core/decision';
import type { DecisionPolicy } from '../../../../functions/remediate/core/decision-policy';
import type { Evidence } from '../../../../functions/remediate/core/evidence';
import { evidence, NOW } from './evidence';
import { DECISION_POLICY } from './policy';

/** One branch of a decision: what is out of the ordinary, what follows, and what the reason must say. */
export interface Row {
  readonly when: string;
  readonly given?: Partial<Evidence>;
  readonly policy?: Partial<DecisionPolicy>;
  readonly decided: Partial<Decision>;
  readonly because: string;
}

export function itDecides(rows: readonly Row[]): void {
  it.each(rows)('$when: $decided.kind', ({ given = {}, policy = {}, decided, because }) => {
    const decision = decide(evidence(given), { ...DECISION_POLICY, ...policy }, NOW);
    expect(decision).toMatchObject(decided);
    expect(decision.reason).toContain(because);
  });
}
