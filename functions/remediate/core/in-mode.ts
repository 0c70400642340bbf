import { type Decision, destination, isRemedy, type Remedy, remedyName } from './decision';
import { escalate } from './decision-parts';
import type { DecisionPolicy } from './decision-policy';
import type { ApprovalEvidence, Evidence } from './evidence';

/** How often one incident may ask: when the answer comes and the evidence has changed again, a person has to act. */
export const MAX_QUESTIONS = 2;

/** What a mode makes of the decision that an armed healer would take. */
export function inMode(decision: Decision, evidence: Evidence, policy: DecisionPolicy): Decision {
  switch (policy.mode) {
    case 'armed':
      return decision;
    case 'paused':
      return evidence.attempts > 0
        ? handedOver('paused', evidence)
        : { kind: 'standDown', reason: 'Healing of this target is paused.' };
    case 'shadow':
      return inShadow(decision, evidence);
    case 'approve':
      return isRemedy(decision) ? withApproval(decision, evidence, policy) : decision;
    default:
      return policy.mode satisfies never;
  }
}

/** What was begun before the mode changed cannot be finished in it. */
const handedOver = (mode: string, { attempts }: Evidence): Decision =>
  escalate(`Healing was ${mode} after ${attempts} attempt(s), before a recovery was proven.`);

function inShadow(decision: Decision, evidence: Evidence): Decision {
  if (evidence.attempts > 0) return handedOver('put in shadow', evidence);
  if (decision.kind !== 'escalate' && !isRemedy(decision)) return decision;
  const what = isRemedy(decision) ? describe(decision) : 'escalate';
  return {
    kind: 'shadow',
    would: decision,
    reason: `In shadow, so nothing is done; it would ${what}: ${decision.reason}`,
  };
}

function withApproval(remedy: Remedy, { approval, asked }: Evidence, { approvalSeconds }: DecisionPolicy): Decision {
  if (approval?.answer === 'approved' && isSame(approval, remedy)) {
    return { ...remedy, reason: `Approved by ${approval.by}: ${remedy.reason}` };
  }
  const note = approval?.note ? ` ("${approval.note}")` : '';
  if (approval?.answer === 'denied') return escalate(`Denied by ${approval.by}${note}: ${describe(remedy)}.`);
  if (approval?.answer === 'none') {
    return escalate(`Nobody answered within ${approvalSeconds} s whether to ${describe(remedy)}: ${remedy.reason}`);
  }
  if (asked >= MAX_QUESTIONS) {
    return escalate(
      `Asked ${asked} times, and each time the evidence had changed by the answer; now: ${describe(remedy)}.`,
    );
  }
  const again = approval === null ? '' : 'The evidence has changed since the last answer. ';
  return {
    kind: 'ask',
    remedy,
    seconds: approvalSeconds,
    reason: `${again}May the healer ${describe(remedy)}? ${remedy.reason}`,
  };
}

const isSame = ({ remedy }: ApprovalEvidence, decided: Remedy): boolean =>
  remedy.kind === decided.kind &&
  remedy.fromVersion === decided.fromVersion &&
  remedy.toVersion === destination(decided);

/** `roll back from version 2 to version 1` */
export function describe(remedy: Remedy): string {
  const to = destination(remedy);
  return `${remedyName(remedy)} from version ${remedy.fromVersion}${to === null ? '' : ` to version ${to}`}`;
}
