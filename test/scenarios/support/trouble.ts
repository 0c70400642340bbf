import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { IncidentRecord } from '../../../cli/records';
import type { Passage } from '../../../local/kernel/dispatcher';
import { isHealer } from '../../support/is-healer';
import type { Fleet } from './fleet';
import type { ProtectedService } from './protected-service';

/** Shortcuts into trouble, for scenarios that are about what comes after it. */

const MINUTE_MS = 60_000;

/** What there is to say of an incident that nobody works on any more. */
const CLOSED = ['mitigated', 'resolved', 'escalated', 'shadow'];

/** Calls a version Healthy on an operator's word: minutes of traffic are not needed for it. */
export async function attestByHand(service: ProtectedService, version = '1'): Promise<void> {
  const now = { N: String(service.clock.now()) };
  const entry = {
    version: { S: version },
    state: { S: 'Healthy' },
    rule: { S: 'operator' },
    by: { S: 'ana' },
    reason: { S: 'serves well' },
    since: now,
    healthyAt: now,
    requests: { N: '0' },
    errors: { N: '0' },
    p95Ms: { NULL: true },
  } as const;
  const names = Object.keys(entry);
  await service.dynamodb.send(
    new UpdateItemCommand({
      TableName: service.output('TableName'),
      Key: { pk: { S: `TARGET#${service.targetId}` }, sk: { S: `VERSION#${version}` } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(Object.entries(entry).map(([name, value]) => [`:${name}`, value])),
    }),
  );
}

/**
 * Lets an alarm ring about data of this moment. CloudWatch puts it right at its next look, up to a minute later; what is
 * live must have been seen by a patrol before.
 */
export async function ring(service: ProtectedService, alarm = 'lambda-errors'): Promise<void> {
  const timestamp = new Date(service.clock.now()).toISOString();
  await service.cloudwatch.send(
    new SetAlarmStateCommand({
      AlarmName: `dev-${service.targetId}-${alarm}`,
      StateValue: 'ALARM',
      StateReason: 'a scenario',
      StateReasonData: JSON.stringify({ threshold: 1, evaluatedDatapoints: [{ timestamp, value: 1 }] }),
    }),
  );
}

/** Lets time go on until an incident that was opened after `time` is closed, and its execution has ended. */
export async function closedSince(service: ProtectedService, time: number, minutes = 15): Promise<IncidentRecord> {
  const since = async (): Promise<IncidentRecord[]> =>
    (await service.incidents()).filter(
      ({ openedAt, status }) => Date.parse(openedAt) >= time && status !== 'stoodDown',
    );
  const closed = await service.cloud.waitFor(2, service.clock.now() + minutes * MINUTE_MS, async () => {
    const [latest] = await since();
    if (latest === undefined || !CLOSED.includes(latest.status)) return undefined;
    // Conclude tells people before it gives the lease back, so that both have happened by then.
    return (await service.lease()).holder === undefined ? latest : undefined;
  });
  if (closed === undefined) throw new Error(`No incident was closed: ${JSON.stringify(await service.incidents())}`);
  await service.pass(2);
  return closed;
}

/** Counts the times that the healer has moved an alias, as Lambda carried it out: nobody's own record has to be believed. */
export function watchMoves() {
  const counts = new Map<string, number>();
  const observe: Passage = async (call, proceed) => {
    const answer = await proceed();
    if (call.operation === 'UpdateAlias' && isHealer(call.principal)) {
      const { FunctionName = '' } = call.input as { readonly FunctionName?: string };
      counts.set(FunctionName, (counts.get(FunctionName) ?? 0) + 1);
    }
    return answer;
  };
  return { observe, byHealer: (service: ProtectedService) => counts.get(service.output('FunctionName')) ?? 0 };
}

/** Stops the heal of each service as soon as it has left the named state. */
export async function stopAfter(
  { cloud }: Fleet,
  wanted: readonly { readonly service: ProtectedService; readonly state: string }[],
): Promise<void> {
  const stopped = new Set<string>();
  const all = await cloud.waitFor(0.3, cloud.clock.now() + 2 * MINUTE_MS, async () => {
    for (const { service, state } of wanted) {
      const { holder } = stopped.has(service.targetId) ? {} : await service.lease();
      if (typeof holder !== 'string' || !(await hasLeft(service, holder, state))) continue;
      await service.stepfunctions.send(new StopExecutionCommand({ executionArn: holder }));
      stopped.add(service.targetId);
    }
    return stopped.size === wanted.length ? true : undefined;
  });
  if (all === undefined) throw new Error(`Only these were stopped: ${[...stopped].join(', ')}`);
}

async function hasLeft({ stepfunctions }: ProtectedService, executionArn: string, state: string): Promise<boolean> {
  const { events = [] } = await stepfunctions.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, includeExecutionData: false }),
  );
  return events.some(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === state);
}

/** What the healer has told about a target since the last look, by kind. */
export const kindsTold = async (service: ProtectedService): Promise<(string | undefined)[]> =>
  (await service.notifications()).map(({ attributes }) => attributes.kind);
