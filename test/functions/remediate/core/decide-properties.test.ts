import fc from 'fast-check';
import { blame, servedBy } from '../../../../functions/remediate/core/blame';
import { decide } from '../../../../functions/remediate/core/decide';
import { type Decision, destination, isRemedy, type Remedy } from '../../../../functions/remediate/core/decision';
import type { DecisionPolicy } from '../../../../functions/remediate/core/decision-policy';
import type { ApprovalEvidence, Evidence } from '../../../../functions/remediate/core/evidence';
import { anyEvidence, anyPolicy } from '../support/arbitrary';
import { NOW } from '../support/evidence';

interface Case {
  readonly given: Evidence;
  readonly policy: DecisionPolicy;
  readonly decision: Decision;
  /** The remedy that is carried out, asked for, or told of in shadow. */
  readonly meant: Remedy | undefined;
}

const RUNS = { numRuns: 3_000 };

const property = (claim: (one: Case) => void): void =>
  fc.assert(
    fc.property(anyEvidence, anyPolicy, (given, policy) => claim(caseOf(given, policy))),
    RUNS,
  );

function caseOf(given: Evidence, policy: DecisionPolicy): Case {
  const decision = decide(given, policy, NOW);
  return { given, policy, decision, meant: meantBy(decision) };
}

function meantBy(decision: Decision): Remedy | undefined {
  if (decision.kind === 'ask') return decision.remedy;
  if (decision.kind === 'shadow') return isRemedy(decision.would) ? decision.would : undefined;
  return isRemedy(decision) ? decision : undefined;
}

/** An attempt that has changed nothing does not count, nor do the versions that it would have involved. */
function counted({ unjudged, alias, attempts, tried }: Evidence) {
  const idle = unjudged !== null && unjudged.revisionId === alias?.revisionId;
  return idle ? { attempts: unjudged.attempt - 1, tried: unjudged.triedBefore } : { attempts, tried };
}

const ringing = ({ signals }: Evidence) => signals.filter(({ state }) => state === 'ALARM');

const FORBIDDEN: Readonly<Record<string, (given: Evidence, policy: DecisionPolicy) => boolean>> = {
  'within the cooldown': ({ cooldownUntil }) => cooldownUntil !== undefined && cooldownUntil > NOW,
  'past the attempts': (given, { budget }) => counted(given).attempts >= budget.attemptsPerIncident,
  'past the heals of an hour': (given, { budget }) =>
    counted(given).attempts === 0 && given.healsLastHour >= budget.healsPerHour,
  'in a storm': ({ storm }, { stormShare }) =>
    stormShare > 0 && storm.failing >= 4 && storm.failing / storm.targets >= stormShare,
  'on an alias of CodeDeploy’s': (_, { codeDeploy }) => codeDeploy !== null,
  'while paused': (_, { mode }) => mode === 'paused',
  'without an alias': ({ alias }) => alias === null,
  'during an update of the function': ({ latest }) => latest.updateStatus === 'InProgress',
  'during a deployment of the stack': ({ stackStatus }) => stackStatus === 'UPDATE_IN_PROGRESS',
  'after two failed preflights': ({ preflights }) => preflights.filter(({ passed }) => !passed).length >= 2,
  'when the signals have rung again three times': ({ relapses }) => relapses >= 3,
  'when others keep changing the function': ({ races }) => races >= 3,
  'for throttling alone': (given) =>
    ringing(given).length > 0 && ringing(given).every(({ kind }) => kind === 'throttles'),
};

describe('Whatever the evidence and the policy', () => {
  it('there is a decision, with a reason that is a sentence', () => {
    property(({ decision }) => expect(decision.reason).toMatch(/^[A-Z\d].*[^.]\.$/));
  });

  it('the same evidence gives the same decision, and is left as it was', () => {
    property(({ given, policy, decision }) => {
      const before = JSON.stringify(given);
      expect(decide(given, policy, NOW)).toEqual(decision);
      expect(JSON.stringify(given)).toBe(before);
    });
  });

  it('traffic only ever goes to a version that exists, is Healthy with this very code, carries no fault and was not tried before', () => {
    property(({ given, meant }) => {
      if (meant === undefined || meant.kind === 'resetFault') return;
      const { toVersion, fromVersion } = meant;
      expect(given.versions.find((one) => one.version === toVersion)?.faults).toEqual({});
      const entry = given.ledger.find((one) => one.version === toVersion);
      expect(entry?.state).toBe('Healthy');
      const code = given.versions.find((one) => one.version === toVersion)?.codeSha256;
      expect([undefined, code]).toContain(entry?.codeSha256);
      expect(counted(given).tried).not.toContain(toVersion);
      expect(given.preflights).not.toContainEqual(expect.objectContaining({ version: toVersion, passed: false }));
      expect(toVersion).not.toBe(fromVersion);
    });
  });

  it('and never to one behind a barrier', () => {
    property(({ given, meant }) => {
      const barriers = given.ledger.filter(({ barrier }) => barrier !== undefined).map((one) => Number(one.version));
      const to = meant && destination(meant);
      if (to != null) expect(Number(to)).toBeGreaterThanOrEqual(Math.max(0, ...barriers));
    });
  });

  it('the alias is moved only as it was seen, and only within the budget of attempts', () => {
    property(({ given, policy, meant }) => {
      if (meant === undefined) return;
      expect(meant.revisionId).toBe(given.alias?.revisionId);
      expect(meant.attempt).toBe(counted(given).attempts + 1);
      expect(meant.attempt).toBeLessThanOrEqual(policy.budget.attemptsPerIncident);
    });
  });

  it('a reset never releases anything but the absence of faults', () => {
    property(({ given, meant }) => {
      if (meant?.kind !== 'resetFault') return;
      expect(given.latest).toMatchObject({ differences: [], updateStatus: 'Successful' });
      expect(meant).toMatchObject({ latestRevisionId: given.latest.revisionId, codeSha256: given.latest.codeSha256 });
    });
  });

  it('nothing is done, asked for or meant where it is forbidden', () => {
    property(({ given, policy, meant }) => {
      const forbidden = Object.entries(FORBIDDEN).filter(([, holds]) => holds(given, policy));
      if (meant !== undefined) expect(forbidden.map(([why]) => why)).toEqual([]);
    });
  });

  it('nothing is done in shadow', () => {
    property(({ policy, decision }) => {
      if (policy.mode === 'shadow') expect(isRemedy(decision)).toBe(false);
    });
  });

  it('nothing is done in mode approve but what a person has approved', () => {
    property(({ given, policy, decision }) => {
      if (policy.mode !== 'approve' || !isRemedy(decision)) return;
      const { kind, fromVersion } = decision;
      expect(given.approval).toMatchObject({
        answer: 'approved',
        remedy: { kind, fromVersion, toVersion: destination(decision) },
      });
    });
  });

  it('what a person is asked is done when they approve it, and not when they do not', () => {
    property(({ given, policy, decision }) => {
      if (decision.kind !== 'ask') return;
      const { kind, fromVersion } = decision.remedy;
      const remedy = { kind, fromVersion, toVersion: destination(decision.remedy) };
      const answered = (answer: ApprovalEvidence['answer']) =>
        decide({ ...given, approval: { answer, by: 'ann', note: '', remedy } }, policy, NOW);
      expect(answered('approved')).toEqual({
        ...decision.remedy,
        reason: `Approved by ann: ${decision.remedy.reason}`,
      });
      expect([answered('denied').kind, answered('none').kind]).toEqual(['escalate', 'escalate']);
    });
  });

  it('a newer release is not taken away for data from before it', () => {
    property(({ given, policy, meant }) => {
      const { alias } = given;
      if (alias === null || given.disproven || Object.keys(alias.weights).length > 0) return;
      const { earliest, latest: movedAt } = alias.since;
      const rings = ringing(given);
      const old = rings.every(({ newestBreachAt }) => newestBreachAt !== undefined && newestBreachAt < movedAt);
      if (earliest === undefined || rings.length === 0 || !old) return;
      const live = servedBy(given.served, alias.version);
      // Every one of them names data here.
      const outlives = rings.some((one) => NOW >= movedAt + (one.spanSeconds + 2 * one.periodSeconds + 60) * 1000);
      const blamed = blame(live, policy.prove) === 'broken' || (outlives && live.requests > 0);
      if (!blamed) expect(meant).toBeUndefined();
    });
  });
});

describe('The evidence that is made up', () => {
  const cases = fc
    .sample(fc.tuple(anyEvidence, anyPolicy), { ...RUNS, seed: 20_260_314 })
    .map(([given, policy]) => caseOf(given, policy));

  it.each(['rollBack', 'clearWeights', 'resetFault', 'prove', 'ask', 'wait', 'escalate', 'shadow', 'standDown'])(
    'leads to %s often enough for a claim about it to mean something',
    (kind) => {
      expect(cases.filter(({ decision }) => decision.kind === kind).length).toBeGreaterThan(10);
    },
  );

  it.each(Object.entries(FORBIDDEN))('often is such that nothing may be done: %s', (_, forbidden) => {
    expect(cases.filter(({ given, policy }) => forbidden(given, policy)).length).toBeGreaterThan(10);
  });
});
