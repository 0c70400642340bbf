import type { AlarmState } from './alarm-decision';

/** The rule of a composite alarm, parsed. */
export type CompositeRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** Holds when the alarm (name or ARN) is in the state. */
  | { readonly kind: 'in-state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: CompositeRule }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly CompositeRule[] }
  | AtLeast;

/** Holds when enough of the alarms are in the state, or not in it. */
export interface AtLeast {
  readonly kind: 'at-least';
  readonly least: { readonly count: number } | { readonly percent: number };
  readonly state: AlarmState;
  readonly negated: boolean;
  readonly alarms: readonly string[];
}

/** @param stateOf the state of an alarm by the name or ARN that the rule has for it; undefined when it is gone */
export function holds(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'in-state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return rule.parts.every((part) => holds(part, stateOf));
    case 'or':
      return rule.parts.some((part) => holds(part, stateOf));
    case 'at-least': {
      const found = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated).length;
      return found >= needed(rule);
    }
    default:
      return rule satisfies never;
  }
}

/** The alarms a rule names, by name or ARN as it names them, each once and in order. */
export function alarmsIn(rule: CompositeRule): string[] {
  return [...new Set(listed(rule))];
}

function listed(rule: CompositeRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'in-state':
      return [rule.alarm];
    case 'not':
      return listed(rule.of);
    case 'and':
    case 'or':
      return rule.parts.flatMap(listed);
    case 'at-least':
      return rule.alarms;
    default:
      return rule satisfies never;
  }
}

function needed({ least, alarms }: AtLeast): number {
  return 'count' in least ? least.count : Math.ceil((least.percent / 100) * alarms.length);
}
