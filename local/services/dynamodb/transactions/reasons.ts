import { ServiceError } from '../../../kernel/errors';
import type { Item } from '../item-key';

/** Why a transaction was cancelled, by one of its actions. */
export type Reason =
  | { readonly Code: 'None' }
  | { readonly Code: 'ConditionalCheckFailed'; readonly Message: string; readonly Item?: Item }
  | { readonly Code: 'ValidationError'; readonly Message: string };

export const NO_REASON: Reason = { Code: 'None' };

/** What an action failed with, as a reason. Undefined for what is no matter of the action. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  switch (error.code) {
    case 'ConditionalCheckFailedException':
      return { Code: 'ConditionalCheckFailed', Message: error.message };
    case 'ValidationException':
      return { Code: 'ValidationError', Message: error.message };
    default:
      return undefined;
  }
}

/** @param reasons of all actions, in their order */
export function cancelled(reasons: readonly Reason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** Of `count` actions the one at `index` alone has a reason: the first fault that is found ends the search. */
export const cancelledBy = (reason: Reason, index: number, count: number): ServiceError =>
  cancelled(Array.from({ length: count }, (_, place) => (place === index ? reason : NO_REASON)));
