/** What to do about an incident. A value, with its reason in one sentence with the numbers. */
export type Decision = Remedy | WaitDecision | EscalateDecision | StandDownDecision;

/** A decision that changes something. */
export type Remedy = RollBack | ClearWeights | ResetFault;

interface RemedyBase {
  readonly reason: string;
  /** 1 for the first remedy of the incident. */
  readonly attempt: number;
  /** The version held responsible. */
  readonly fromVersion: string;
  /** RevisionId of the alias as it was when the evidence was gathered. */
  readonly revisionId: string;
}

export interface RollBack extends RemedyBase {
  readonly kind: 'rollBack';
  readonly toVersion: string;
}

export interface ClearWeights extends RemedyBase {
  readonly kind: 'clearWeights';
  readonly toVersion: string;
}

/** Publish $LATEST without its fault and move the alias there; the version's number is known once it is published. */
export interface ResetFault extends RemedyBase {
  readonly kind: 'resetFault';
  /** $LATEST as it was when the evidence was gathered. */
  readonly latestRevisionId: string;
  readonly codeSha256: string;
}

export interface WaitDecision {
  readonly kind: 'wait';
  readonly reason: string;
  readonly seconds: number;
}

export interface EscalateDecision {
  readonly kind: 'escalate';
  readonly reason: string;
}

export interface StandDownDecision {
  readonly kind: 'standDown';
  readonly reason: string;
}

/** The remedy's name as people read it; undefined when the decision changes nothing. */
export function remedyName(decision: Decision): 'roll back' | 'clear weights' | 'reset fault' | undefined {
  switch (decision.kind) {
    case 'rollBack':
      return 'roll back';
    case 'clearWeights':
      return 'clear weights';
    case 'resetFault':
      return 'reset fault';
    case 'wait':
    case 'escalate':
    case 'standDown':
      return undefined;
    default:
      return decision satisfies never;
  }
}
