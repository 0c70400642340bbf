import type { Incident } from './incident';
import type { Notification } from './ports';

/** What a message is about, for whoever filters them by machine. */
export type NotificationKind = 'healed' | 'escalated' | 'approval' | 'shadow' | 'storm' | 'redeploy';

interface Known {
  readonly targetId: string;
  readonly incidentId: string;
  readonly status?: Incident['status'];
  readonly remedy?: Incident['remedy'];
  readonly verdict?: Incident['verdict'];
  readonly fromVersion?: string | undefined;
  readonly toVersion?: string | undefined;
  readonly attempts?: number;
}

/** Ten at most: with more, SNS does not deliver raw messages to SQS. */
export function attributes(kind: NotificationKind, environment: string, incident: Known): Notification['attributes'] {
  const { targetId, incidentId, status, remedy, verdict, fromVersion, toVersion, attempts } = incident;
  return {
    kind,
    environment,
    targetId,
    incidentId,
    status,
    remedy,
    verdict,
    fromVersion,
    toVersion,
    attempts: attempts === undefined ? undefined : String(attempts),
  };
}

/** SNS refuses longer subjects, and anything but printable ASCII. */
const MAX_SUBJECT = 100;

export const subject = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SUBJECT);

export const lines = (parts: readonly string[]): string => parts.join('\n');

/** The operator's command, as it is typed in the repository. */
export const command = (environment: string, words: string): string =>
  `npm run --silent heal -- ${words} --env ${environment}`;

export const lastOf = ({ timeline }: Incident, what: string): string | undefined =>
  timeline.filter((entry) => entry.what === what).at(-1)?.text;

/** Where to read on, and under which names. */
export const references = ({ signals, incidentId, runbookUrl }: Incident): readonly string[] => [
  `Signals: ${[...new Set(signals)].join(', ')}`,
  `Incident: ${incidentId}`,
  `Runbook: ${runbookUrl}`,
];
