import { alias, baking, healthy, quarantined, served, version } from '../support/evidence';
import { itDecides } from '../support/rows';

const BROKEN = { faults: 20 };
const canary = alias({ version: '1', weights: { '2': 0.1 } });

describe('While two versions share the traffic', () => {
  itDecides([
    {
      when: 'the new side is broken by its own requests',
      given: {
        alias: canary,
        ledger: [healthy('1'), healthy('2')],
        served: [served('1'), served('2', BROKEN)],
      },
      decided: { kind: 'clearWeights', fromVersion: '2', toVersion: '1', revisionId: 'alias-revision', attempt: 1 },
      because:
        'A shift is in progress: version 1 with 90 % of the traffic (0 of 40 requests failed, p95 20 ms) and version 2 with 10 % of the traffic (20 of 40 requests failed, p95 20 ms); version 2 is the bad side, and version 1 is Healthy.',
    },
    {
      when: 'the old side is broken by its own requests, and the new one is Healthy',
      given: {
        alias: canary,
        ledger: [healthy('1'), healthy('2')],
        served: [served('1', BROKEN), served('2')],
      },
      decided: { kind: 'rollBack', fromVersion: '1', toVersion: '2' },
      because: 'version 1 is the bad side, and version 2 is Healthy.',
    },
    {
      when: 'the old side is broken, the new one is not Healthy yet, and an older version is',
      given: {
        alias: alias({ version: '2', weights: { '3': 0.5 } }),
        versions: ['1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('1'), healthy('2'), baking('3')],
        served: [served('2', BROKEN), served('3')],
      },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because:
        'version 2 is the bad side, the other one is not Healthy, and version 1 is the newest other Healthy one.',
    },
    {
      when: 'the new side is broken, the old one was never Healthy, and an older version is',
      given: {
        alias: alias({ version: '2', weights: { '3': 0.5 } }),
        versions: ['1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('1'), baking('2'), baking('3')],
        served: [served('2'), served('3', BROKEN)],
      },
      decided: { kind: 'rollBack', fromVersion: '3', toVersion: '1' },
      because: 'version 3 is the bad side, the other one is not Healthy',
    },
    {
      when: 'one side is broken, and nothing is Healthy',
      given: { alias: canary, ledger: [baking('1'), quarantined('2')], served: [served('1'), served('2', BROKEN)] },
      decided: { kind: 'escalate' },
      because:
        'version 2 is the bad side, the other one is not Healthy, and no other version can be rolled back to: there is no other version.',
    },
    {
      when: 'both sides are broken, and an older version is Healthy',
      given: {
        alias: alias({ version: '2', weights: { '3': 0.5 } }),
        versions: ['1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('1'), healthy('2'), healthy('3')],
        served: [served('2', BROKEN), served('3', BROKEN)],
      },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because: 'version 1 is the newest other Healthy one',
    },
    {
      when: 'requests say nothing, and only the old side is Healthy',
      given: { alias: canary },
      decided: { kind: 'clearWeights', fromVersion: '2', toVersion: '1' },
      because: 'version 2 with 10 % of the traffic (0 of 0 requests failed); only version 1 is Healthy.',
    },
    {
      when: 'requests say nothing, and only the new side is Healthy',
      given: { alias: alias({ version: '2', weights: { '1': 0.1 } }) },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because: 'only version 1 is Healthy',
    },
    {
      when: 'requests say nothing, and both sides are Healthy',
      given: { alias: alias({ version: '2', weights: { '1': 0.5 } }), ledger: [healthy('1'), healthy('2')] },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because: 'both are Healthy and version 1 is the older, which served before.',
    },
    {
      when: 'neither side is Healthy, and an older version is',
      given: {
        alias: alias({ version: '2', weights: { '3': 0.5 } }),
        versions: ['1', '2', '3'].map((name) => version(name)),
      },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because: 'version 1 is the newest other Healthy one',
    },
    {
      when: 'the side that could stay was tried before',
      given: { alias: canary, attempts: 1, tried: ['1', '3'] },
      decided: { kind: 'escalate' },
      because: 'no version can be rolled back to',
    },
  ]);
});
