import * as askApproval from '../../../../functions/remediate/ask-approval';
import * as conclude from '../../../../functions/remediate/conclude';
import * as diagnose from '../../../../functions/remediate/diagnose';
import * as escalate from '../../../../functions/remediate/escalate';
import type { Incident } from '../../../../functions/remediate/incident';
import * as moveAlias from '../../../../functions/remediate/move-alias';
import * as openIncident from '../../../../functions/remediate/open-incident';
import type { Ports } from '../../../../functions/remediate/ports';
import * as preflight from '../../../../functions/remediate/preflight';
import * as prove from '../../../../functions/remediate/prove';
import * as publishVersion from '../../../../functions/remediate/publish-version';
import * as resetFault from '../../../../functions/remediate/reset-fault';
import { FakeLambda, fakePorts } from './fakes';
import { alarmEvent } from './policy';
import { EXECUTION, walk } from './walk';

export const FAULT = { FAILURE_RATE: '1', FAILURE_MODE: 'error', LATENCY_MS: '0', LATENCY_RATE: '0', TABLE: 'orders' };
export const CLEAN = { ...FAULT, FAILURE_RATE: '0' };

/** A ledger entry, as it is on record. */
export const HEALTHY = {
  state: 'Healthy',
  since: '2026-03-14T09:00:00.000Z',
  healthyAt: '2026-03-14T09:05:00.000Z',
  rule: 'traffic',
  requests: 300,
  errors: 0,
  p95Ms: 20,
};

type Handler = (input: never) => Promise<unknown>;

export const healTasks = (ports: Ports) =>
  ({
    OpenIncident: openIncident.makeHandler(ports),
    Diagnose: diagnose.makeHandler(ports, 0.3),
    AskApproval: askApproval.makeHandler(ports, 'dev'),
    Preflight: preflight.makeHandler(ports),
    ResetFault: resetFault.makeHandler(ports),
    PublishVersion: publishVersion.makeHandler(ports),
    MoveAlias: moveAlias.makeHandler(ports),
    Prove: prove.makeHandler(ports),
    Conclude: conclude.makeHandler(ports, 'dev'),
    Escalate: escalate.makeHandler(ports, 'dev'),
  }) satisfies Record<string, Handler>;

export type TaskName = keyof ReturnType<typeof healTasks>;

/** The heal of one target with all its tasks, on fakes, with one alarm that rings. */
export function scene(lambda = new FakeLambda()) {
  const fakes = fakePorts(lambda);
  const { ports, world, table } = fakes;
  world.ring('orders-faults');
  const tasks = healTasks(ports);
  const wait = (seconds: number) => {
    world.now += seconds * 1000;
  };
  return {
    ...fakes,
    tasks,
    run: (
      event: unknown = alarmEvent(),
      executionArn = EXECUTION,
      more: Pick<Parameters<typeof walk>[3] & object, 'answer'> = {},
    ) => walk('heal.asl.json', { targetId: 'orders', event }, tasks, { executionArn, wait, ...more }),
    ledger: (version: string, entry: Record<string, unknown>) =>
      table.insert({ pk: 'TARGET#orders', sk: `VERSION#${version}`, version, ...entry }),
    incidents: async () => (await table.query('TARGET#orders', 'INCIDENT#')) as unknown as Incident[],
    item: (sk: string) => table.get({ pk: 'TARGET#orders', sk }),
    callsOf: (call: string) => lambda.calls.filter((one) => one === call).length,
  };
}

export type Scene = ReturnType<typeof scene>;

/** Version 1 is Healthy, version 2 fails and is live. */
export async function badDeployment(): Promise<Scene> {
  const here = scene();
  here.lambda.deploy(CLEAN);
  await here.ledger('1', HEALTHY);
  here.lambda.deploy(FAULT);
  return here;
}
