import type { ApprovalEvidence } from './core/evidence';
import type { Question } from './incident';

/** What the state machine has of a person's answer, or of the time for it being over. */
export type Answer =
  | { readonly approved: boolean; readonly by: string; readonly note?: string }
  | { readonly expired: true };

/**
 * What an answer says of the remedy that was asked about. It comes from outside, so it may be anything: whatever is not
 * plainly an approval, by somebody with a name, is a denial.
 */
export function readAnswer(answer: unknown, { remedy }: Pick<Question, 'remedy'>): ApprovalEvidence {
  const { approved, by, note, expired } = (answer ?? {}) as Record<string, unknown>;
  if (expired === true) return { answer: 'none', by: '', note: '', remedy };
  const named = typeof by === 'string' && by.trim() !== '';
  if (typeof approved !== 'boolean' || (approved && !named)) {
    return { answer: 'denied', by: 'unknown', note: `not understood: ${JSON.stringify(answer)}`, remedy };
  }
  return {
    answer: approved ? 'approved' : 'denied',
    by: named ? by : 'unknown',
    note: typeof note === 'string' ? note : '',
    remedy,
  };
}

/** For the timeline: `Approved by ann ("go ahead"): roll back from version 2 to version 1.` */
export function describeAnswer({ answer, by, note, remedy }: ApprovalEvidence, { deadline }: Question): string {
  const to = remedy.toVersion === null ? '' : ` to version ${remedy.toVersion}`;
  // The kind is the remedy's name in camel case.
  const name = remedy.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const what = `${name} from version ${remedy.fromVersion}${to}.`;
  const words = note === '' ? '' : ` ("${note}")`;
  switch (answer) {
    case 'approved':
      return `Approved by ${by}${words}: ${what}`;
    case 'denied':
      return `Denied by ${by}${words}: ${what}`;
    case 'none':
      return `Nobody answered until ${deadline}: ${what}`;
    default:
      return answer satisfies never;
  }
}
