import * as openIncident from '../../../../functions/remediate/open-incident';
import { makeHandler } from '../../../../functions/remediate/sweep';
import { fakePorts } from './fakes';

export const LEASE = { pk: 'TARGET#orders', sk: 'LEASE' };
export const ALIAS = { pk: 'TARGET#orders', sk: 'ALIAS' };
export const INCIDENT = { pk: 'TARGET#orders', sk: 'INCIDENT#old' };
export const DEAD = 'arn:aws:states:eu-west-1:123456789012:execution:heal:dead';

export function sweepScene() {
  const fakes = fakePorts();
  const { ports, world, table, lambda } = fakes;
  lambda.deploy({});
  const run = makeHandler(ports, 'dev');
  const open = openIncident.makeHandler(ports);
  return {
    ...fakes,
    visit: () => run({ targetId: 'orders' }),
    /** What the heal makes of what the patrol has started last. */
    heal: (executionArn = 'arn:new') => open({ input: [...world.started.values()].at(-1), executionArn }),
    lease: () => table.get(LEASE),
    incident: () => table.get(INCIDENT),
    leave: async (lease: object, incident?: object) => {
      await table.insert({ ...LEASE, fencingToken: 1, revision: 3, seen: [], incidentId: 'old', ...lease });
      const record = {
        targetId: 'orders',
        incidentId: 'old',
        attempts: 1,
        tried: ['2', '1'],
        signals: [],
        timeline: [],
      };
      if (incident) await table.insert({ ...INCIDENT, ...record, executionArn: DEAD, ...incident });
    },
    dead: (agoMs = 90_000) => world.executions.set(DEAD, { running: false, stoppedAt: world.now - agoMs }),
  };
}
