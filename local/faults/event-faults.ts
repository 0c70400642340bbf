import type { EventFault } from './fault';
import type { Faults } from './faults';

/** How long an event waits for another one to overtake it, where the rule does not say, in ms. */
const REORDER_MS = 60_000;

/** What becomes of one event on its way to the targets of one rule. Milliseconds. */
export type EventFate =
  | { readonly kind: 'lost' }
  | {
      readonly kind: 'comes';
      /** Before it reaches the rule. */
      readonly delay: number;
      /** How long it waits at most for the next event to overtake it; undefined does not wait. */
      readonly overtaken: number | undefined;
      /** One further delivery each, so much later than the first. */
      readonly copies: readonly number[];
    };

/** @param overtaking an earlier event waits to be overtaken: this one is not made to wait as well */
export function eventFate(
  faults: Faults,
  event: { readonly source: string; readonly 'detail-type': string },
  ruleName: string,
  overtaking: boolean,
): EventFate {
  let delay = 0;
  let overtaken: number | undefined;
  const copies: number[] = [];
  const applies = (fault: EventFault): boolean =>
    (fault.source === undefined || fault.source === event.source) &&
    (fault.detailType === undefined || fault.detailType === event['detail-type']) &&
    (fault.rule === undefined || ruleName.includes(fault.rule)) &&
    !(fault.kind === 'reorder' && (overtaking || overtaken !== undefined));
  for (const { fault, draw } of faults.hits(['lose', 'duplicate', 'delay', 'reorder'], applies)) {
    switch (fault.kind) {
      case 'lose':
        return { kind: 'lost' };
      case 'delay':
        delay += draw(fault.milliseconds);
        break;
      case 'duplicate':
        copies.push(draw(fault.milliseconds ?? 0));
        break;
      case 'reorder':
        overtaken = draw(fault.milliseconds ?? REORDER_MS);
        break;
      default:
        throw new Error(`Unknown kind: ${JSON.stringify(fault satisfies never)}`);
    }
  }
  return { kind: 'comes', delay, overtaken, copies };
}
