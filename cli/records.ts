import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';

/** Where the records of one target are. */
export interface RecordsOf {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly targetId: string;
}

/** What a person wants to know of an incident. All times are ISO 8601. */
export interface IncidentRecord {
  readonly incidentId: string;
  readonly status: string;
  readonly reason: string;
  readonly alarmAt?: string;
  readonly decidedAt?: string;
  readonly actedAt?: string;
  readonly provenAt?: string;
  readonly remedy?: string;
  readonly verdict?: string;
  readonly fromVersion?: string;
  readonly toVersion?: string;
  readonly timeline: readonly TimelineEntry[];
}

/** One line of an incident's story. */
export interface TimelineEntry {
  /** ISO 8601. */
  readonly at: string;
  /** signal, evidence, decision, action, verdict or note. */
  readonly what: string;
  readonly text: string;
}

/** What was decided last, in the decision's own words. */
export function lastDecision({ timeline }: IncidentRecord): string | undefined {
  return timeline.filter(({ what }) => what === 'decision').at(-1)?.text;
}

/** The incidents of a target, newest first. */
export async function readIncidents({ dynamodb, tableName, targetId }: RecordsOf): Promise<IncidentRecord[]> {
  const found = await dynamodb.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :target AND begins_with(sk, :incident)',
      ExpressionAttributeValues: { ':target': { S: `TARGET#${targetId}` }, ':incident': { S: 'INCIDENT#' } },
      ScanIndexForward: false,
    }),
  );
  return (found.Items ?? []).map((item) => {
    const text = (name: string) => (item[name]?.S === undefined ? {} : { [name]: item[name].S });
    return {
      incidentId: item.incidentId?.S ?? '',
      status: item.status?.S ?? '',
      reason: item.reason?.S ?? '',
      ...text('alarmAt'),
      ...text('decidedAt'),
      ...text('actedAt'),
      ...text('provenAt'),
      ...text('remedy'),
      ...text('verdict'),
      ...text('fromVersion'),
      ...text('toVersion'),
      timeline: (item.timeline?.L ?? []).map(({ M: entry = {} }) => ({
        at: entry.at?.S ?? '',
        what: entry.what?.S ?? '',
        text: entry.text?.S ?? '',
      })),
    };
  });
}

/** What the ledger says of a version; undefined before the patrol has seen it. */
export async function readLedger(
  { dynamodb, tableName, targetId }: RecordsOf,
  version: string,
): Promise<string | undefined> {
  const found = await dynamodb.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :target AND sk = :version',
      ExpressionAttributeValues: { ':target': { S: `TARGET#${targetId}` }, ':version': { S: `VERSION#${version}` } },
    }),
  );
  return found.Items?.[0]?.state?.S;
}
