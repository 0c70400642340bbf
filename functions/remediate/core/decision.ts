/** What to do about an incident. A value, with its reason in one sentence with the numbers. */
export type Decision =
  | Remedy
  | ProveDecision
  | AskDecision
  | WaitDecision
  | EscalateDecision
  | ShadowDecision
  | StandDownDecision;

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

/** Nothing to move: what an earlier healer has begun is to be judged, or what seems to have recovered to be proven. */
export interface ProveDecision {
  readonly kind: 'prove';
  readonly toVersion: string;
  readonly attempt: number;
  readonly reason: string;
}

/** A person is asked before the remedy is carried out. */
export interface AskDecision {
  readonly kind: 'ask';
  readonly remedy: Remedy;
  readonly reason: string;
  /** How long the answer is waited for. */
  readonly seconds: number;
}

/** What would have been done; nothing is. */
export interface ShadowDecision {
  readonly kind: 'shadow';
  readonly would: Remedy | EscalateDecision;
  readonly reason: string;
}

export interface WaitDecision {
  readonly kind: 'wait';
  readonly reason: string;
  readonly seconds: number;
}

export interface EscalateDecision {
  readonly kind: 'escalate';
  readonly reason: string;
  /** Many targets fail at once: one message for all of them. */
  readonly storm?: true;
}

export interface StandDownDecision {
  readonly kind: 'standDown';
  readonly reason: string;
}

export const isRemedy = (decision: Decision): decision is Remedy =>
  decision.kind === 'rollBack' || decision.kind === 'clearWeights' || decision.kind === 'resetFault';

/** The version that a remedy leads to; null for a reset, whose version is yet to be published. */
export const destination = (remedy: Remedy): string | null => (remedy.kind === 'resetFault' ? null : remedy.toVersion);

/** The remedy's name as people read it; undefined when the decision changes nothing. */
export function remedyName(decision: Decision): 'roll back' | 'clear weights' | 'reset fault' | undefined {
  switch (decision.kind) {
    case 'rollBack':
      return 'roll back';
    case 'clearWeights':
      return 'clear weights';
    case 'resetFault':
      return 'reset fault';
    case 'prove':
    case 'ask':
    case 'shadow':
    case 'wait':
    case 'escalate':
    case 'standDown':
      return undefined;
    default:
      return decision satisfies never;
  }
}
