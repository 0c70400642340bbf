import type { Merged, Pair, Statement } from './merge';

export interface Report {
  readonly lines: readonly string[];
  /** What must be mended, in words. */
  readonly findings: readonly string[];
}

/** Shows for each role and resource what is granted and what of it is used. */
export function report(
  { statements, denials, unknownOperations }: Merged,
  reasons: Readonly<Record<string, string>>,
  meant: readonly { readonly action: string; readonly resource: string }[] = [],
): Report {
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  const rows = allowed.flatMap((statement) => statement.pairs.map((pair) => ({ statement, pair })));
  return {
    lines: [...new Set(allowed.map(({ holder }) => holder))].flatMap((holder) => [
      '',
      readable(holder),
      ...rows
        .filter(({ statement }) => statement.holder === holder)
        .map(({ statement, pair }) => row(statement, pair, reasons)),
    ]),
    findings: [
      ...rows
        .filter(({ pair }) => pair.times === 0)
        .map(({ statement, pair }) => `granted and never used: ${inWords(statement, pair)}`),
      ...rows
        .filter(({ pair }) => pair.resource === '*' && reasons[pair.action] === undefined)
        .map(({ statement, pair }) => `granted on * without a reason: ${inWords(statement, pair)}`),
      ...denials
        .filter(
          (denial) => !meant.some(({ action, resource }) => denial.action === action && denial.resource === resource),
        )
        .map(
          ({ by, action, resource, reason, times }) =>
            `not allowed, ${times} times: ${by} ${action} ${short(resource)} ${reason}`,
        ),
      ...unknownOperations.map((operation) => `nobody has said what it needs: ${operation}`),
    ],
  };
}

function row({ kind, logicalId }: Statement, pair: Pair, reasons: Readonly<Record<string, string>>): string {
  const verdict = pair.times === 0 ? 'NEVER USED' : `used ${pair.times}`;
  const resource = kind === 'trust' ? 'the role itself' : short(pair.resource);
  const notes = [
    ...(kind === 'resource' ? [readable(logicalId)] : []),
    ...(pair.times > 0 && pair.alone === 0 ? ['always allowed by another statement, too'] : []),
    ...(pair.resource === '*' ? [reasons[pair.action] ?? 'NO REASON'] : []),
  ];
  const more = notes.length > 0 ? `  (${notes.join('; ')})` : '';
  return `  ${verdict.padStart(13)}  ${pair.action.padEnd(36)}  ${resource}${more}`;
}

export const inWords = ({ holder, logicalId }: Statement, { action, resource }: Pair): string =>
  `${readable(holder)} ${action} ${short(resource)} (${logicalId})`;

/** Without what is the same everywhere. */
const short = (resource: string): string => resource.replace(/^arn:aws:([^:]*):[^:]*:\d*:/, '$1 ');

/** CDK's logical ids end in eight digits that tell nobody anything. */
const readable = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
