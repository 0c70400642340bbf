/** What was decided in mode `shadow`, as far as it can be compared. */
export interface Would {
  readonly kind: string;
  readonly toVersion?: string;
}

export type Score = 'agreed' | 'differed' | 'recoveredAlone';

/**
 * How what the healer would have done compares with how the target recovered. What leads to no version that is known
 * beforehand, a reset or an escalation, never counts as agreed.
 * @param alias as it is now, undefined when it is gone; `unchanged`: since that decision
 */
export function scoreOf(
  would: Would | undefined,
  alias:
    | {
        readonly version: string;
        readonly weights: Readonly<Record<string, number>>;
        readonly unchanged: boolean;
      }
    | undefined,
): Score {
  if (alias === undefined) return 'differed';
  const alone = Object.keys(alias.weights).length === 0;
  if (would?.toVersion === alias.version && alone) return 'agreed';
  return alias.unchanged ? 'recoveredAlone' : 'differed';
}
