import type { ServiceEvent } from '../../kernel/platform';

/** An event as rules and targets see it. */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export function envelope(event: ServiceEvent, id: string, place: { account: string; region: string }): EventEnvelope {
  return {
    version: '0',
    id,
    'detail-type': event.detailType,
    source: event.source,
    account: place.account,
    time: `${new Date(event.time).toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: event.resources,
    detail: event.detail,
  };
}
