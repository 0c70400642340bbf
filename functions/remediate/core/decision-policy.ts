import type { Mode } from './mode';
import type { SprtSettings } from './sprt';

/** What decisions depend on beside the evidence: the target's policy, and the brake that all targets share. */
export interface DecisionPolicy {
  readonly functionName: string;
  readonly aliasName: string;
  /** The one that counts now; see `modeNow`. */
  readonly mode: Mode;
  readonly approvalSeconds: number;
  readonly prove: SprtSettings & { readonly latencyMs?: number };
  readonly budget: { readonly attemptsPerIncident: number; readonly healsPerHour: number };
  readonly suspicionSeconds: number;
  readonly codeDeploy: { readonly applicationName: string; readonly deploymentGroupName: string } | null;
  /** Share of all targets, 0 to 1, that fail together before nothing is rolled back any more; 0: no brake. */
  readonly stormShare: number;
}
