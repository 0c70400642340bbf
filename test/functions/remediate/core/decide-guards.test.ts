import { MAX_RACES, MAX_RELAPSES } from '../../../../functions/remediate/core/decide-guards';
import { alias, evidence, healthy, NOW, signal, version } from '../support/evidence';
import { itDecides } from '../support/rows';

const { latest } = evidence();
const throttled = signal('ALARM', { kind: 'throttles', name: 'orders-throttles' });
const codeDeploy = { applicationName: 'orders-app', deploymentGroupName: 'orders-group' };

describe('Nothing is moved', () => {
  itDecides([
    {
      when: 'when the candidate fails as the live version does',
      given: {
        preflights: [
          { version: '3', passed: true, reason: 'It answered.' },
          { version: '1', passed: false, reason: '2 of 2 calls failed.' },
        ],
      },
      decided: { kind: 'escalate' },
      because:
        'Version 1 would not help: 2 of 2 calls failed. The cause is elsewhere, perhaps a dependency; traffic was not moved.',
    },
    {
      when: 'when a second candidate fails as the first did',
      given: {
        versions: ['0', '1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1'), healthy('2')],
        alias: alias({ version: '3' }),
        preflights: [
          { version: '2', passed: false, reason: '2 of 2 calls failed.' },
          { version: '1', passed: false, reason: '2 of 3 calls failed.' },
        ],
      },
      decided: { kind: 'escalate' },
      because: 'Versions 2 and 1 would not help: 2 of 2 calls failed. 2 of 3 calls failed. The cause is elsewhere',
    },
    {
      when: 'when the version that a reset has made fails, although another one is Healthy',
      given: { preflights: [{ version: '3', passed: false, reason: '2 of 2 calls failed.' }] },
      decided: { kind: 'escalate' },
      because: 'Version 3 would not help',
    },
    {
      when: 'when the signals keep ringing over a recovery that was proven each time',
      given: { relapses: MAX_RELAPSES, attempts: 1 },
      decided: { kind: 'escalate' },
      because: 'The signals have rung again 3 times after the recovery was proven (limit 3)',
    },
    {
      when: 'when the attempts of the incident are spent',
      given: { attempts: 2, tried: ['2', '1'] },
      decided: { kind: 'escalate' },
      because: 'The budget is spent: 2 of 2 attempts without a lasting recovery; versions involved: 2, 1.',
    },
    {
      when: 'when the attempts are spent and no version was involved',
      given: { attempts: 3 },
      decided: { kind: 'escalate' },
      because: '3 of 2 attempts without a lasting recovery.',
    },
    {
      when: 'when the target was healed too often within the hour',
      given: { healsLastHour: 3 },
      decided: { kind: 'escalate' },
      because:
        'the target was healed 3 times within the last hour (limit 3); healing it again would only hide the cause.',
    },
    {
      when: 'when somebody else keeps moving the alias',
      given: { races: MAX_RACES },
      decided: { kind: 'escalate' },
      because: 'Somebody else changed the function 3 times while it was being healed',
    },
    {
      when: 'when the alias is CodeDeploy’s',
      policy: { codeDeploy },
      decided: { kind: 'escalate' },
      because: 'Alias live belongs to CodeDeploy (application orders-app, group orders-group)',
    },
    {
      when: 'for throttling alone',
      given: { signals: [throttled, signal('OK')] },
      decided: { kind: 'escalate' },
      because: 'Only throttling is signalled (orders-throttles): a matter of concurrency, which no version cures.',
    },
    {
      when: 'in a storm',
      given: { storm: { failing: 6, targets: 20 } },
      decided: { kind: 'escalate', storm: true },
      because: '6 of 20 targets fail within the same minutes (brake at 30 %): the cause is probably shared',
    },
    {
      when: 'while the target cools down',
      given: { cooldownUntil: NOW + 6_500 },
      decided: { kind: 'wait', seconds: 7 },
      because: 'The target cools down for 7 s more after its last heal; looking again in 7 s.',
    },
    {
      when: 'while the target cools down for longer than one wait',
      given: { cooldownUntil: NOW + 200_000 },
      decided: { kind: 'wait', seconds: 15 },
      because: 'cools down for 200 s more',
    },
    {
      when: 'when the cooldown is longer than can be waited for',
      given: { cooldownUntil: NOW + 299_001, openedAt: NOW - 1_000 },
      decided: { kind: 'escalate' },
      because: 'The target cools down for 300 s more after its last heal, longer than can be waited for.',
    },
    {
      when: 'while the function is being updated',
      given: { latest: { ...latest, updateStatus: 'InProgress' }, openedAt: NOW - 30_000 },
      decided: { kind: 'wait', seconds: 15 },
      because: 'An update of the function is in progress, 30 s after the incident opened; looking again in 15 s.',
    },
    {
      when: 'while its stack is being deployed',
      given: { stackStatus: 'UPDATE_IN_PROGRESS', openedAt: NOW - 299_000 },
      decided: { kind: 'wait', seconds: 15 },
      because: 'A deployment of its stack (UPDATE_IN_PROGRESS) is in progress, 299 s after',
    },
    {
      when: 'while both are',
      given: { latest: { ...latest, updateStatus: 'InProgress' }, stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' },
      decided: { kind: 'wait' },
      because: 'An update of the function and a deployment of its stack (UPDATE_ROLLBACK_IN_PROGRESS) are in progress',
    },
    {
      when: 'when a deployment does not end',
      given: { stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS', openedAt: NOW - 300_000 },
      decided: { kind: 'escalate' },
      because:
        'A deployment of its stack (UPDATE_ROLLBACK_IN_PROGRESS) is still in progress after 300 s (limit 300 s).',
    },
  ]);
});

describe('A guard lets pass what it is not about', () => {
  const rolledBack = { decided: { kind: 'rollBack', toVersion: '1' }, because: 'orders-faults' } as const;
  itDecides(
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'].map((stackStatus) => ({
      when: `a stack that only deletes what it has replaced (${stackStatus})`,
      given: { stackStatus },
      ...rolledBack,
    })),
  );
  itDecides([
    {
      when: 'a preflight that passed',
      given: { preflights: [{ version: '1', passed: true, reason: 'x.' }] },
      ...rolledBack,
    },
    {
      when: 'heals of the hour, once this incident has begun to act',
      given: {
        healsLastHour: 3,
        attempts: 1,
        tried: ['3', '2'],
      },
      ...rolledBack,
    },
    { when: 'a second race', given: { races: MAX_RACES - 1 }, ...rolledBack },
    {
      when: 'three failing targets, however few there are',
      given: { storm: { failing: 3, targets: 3 } },
      ...rolledBack,
    },
    { when: 'fewer than the share', given: { storm: { failing: 5, targets: 20 } }, ...rolledBack },
    {
      when: 'any number of failing targets without a brake',
      given: { storm: { failing: 20, targets: 20 } },
      policy: { stormShare: 0 },
      ...rolledBack,
    },
    { when: 'a cooldown that is over', given: { cooldownUntil: NOW }, ...rolledBack },
    { when: 'a stack at rest', given: { stackStatus: 'UPDATE_ROLLBACK_COMPLETE' }, ...rolledBack },
    { when: 'an update that failed long ago', given: { latest: { ...latest, updateStatus: 'Failed' } }, ...rolledBack },
    {
      when: 'throttling that does not ring',
      given: { signals: [{ ...throttled, state: 'OK' }, signal('ALARM')] },
      ...rolledBack,
    },
  ]);
});

describe('What forbids acting comes before what would act', () => {
  const everything = {
    alias: alias({ weights: { '1': 0.5 } }),
    ledger: [healthy('1'), healthy('2')],
    stackStatus: 'UPDATE_IN_PROGRESS',
    cooldownUntil: NOW + 10_000,
    storm: { failing: 9, targets: 9 },
  };
  itDecides([
    {
      when: 'the storm before the cooldown',
      given: everything,
      decided: { kind: 'escalate', storm: true },
      because: '9 of 9',
    },
    {
      when: 'the cooldown before the deployment',
      given: { ...everything, storm: { failing: 1, targets: 9 } },
      decided: { kind: 'wait' },
      because: 'cools down',
    },
    {
      when: 'the deployment before the shift',
      given: { ...everything, storm: { failing: 1, targets: 9 }, cooldownUntil: undefined },
      decided: { kind: 'wait' },
      because: 'UPDATE_IN_PROGRESS',
    },
    {
      when: 'the owner before the storm',
      given: everything,
      policy: { codeDeploy },
      decided: { kind: 'escalate' },
      because: 'CodeDeploy',
    },
  ]);
});
