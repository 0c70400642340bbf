import { alias, baking, healthy, signal, version } from '../support/evidence';
import { itDecides } from '../support/rows';

const QUIET = [signal('OK'), signal('INSUFFICIENT_DATA', { name: 'orders-latency', rang: false })];
const unjudged = { attempt: 1, toVersion: '1', revisionId: 'before', triedBefore: [] };

describe('What another healer has begun', () => {
  itDecides([
    {
      when: 'and moved the alias for',
      given: { alias: alias({ version: '1' }), attempts: 1, tried: ['2', '1'], unjudged },
      decided: { kind: 'prove', toVersion: '1', attempt: 1 },
      because: 'An earlier heal has moved alias live to version 1 and ended before its recovery was judged.',
    },
    {
      when: 'with the budget spent',
      given: { alias: alias({ version: '1' }), attempts: 2, tried: ['2', '1'], unjudged: { ...unjudged, attempt: 2 } },
      decided: { kind: 'prove', attempt: 2 },
      because: 'ended before its recovery was judged',
    },
    {
      when: 'and left the alias as it was for',
      given: { alias: alias({ revisionId: 'before' }), attempts: 1, tried: ['2', '1'], unjudged },
      decided: { kind: 'rollBack', toVersion: '1', attempt: 1 },
      because: 'version 1 is the newest other Healthy one',
    },
    {
      when: 'with the last attempt, and left the alias as it was for',
      given: {
        alias: alias({ revisionId: 'before' }),
        versions: ['1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('1'), healthy('3')],
        attempts: 2,
        tried: ['2', '3', '1'],
        unjudged: { ...unjudged, attempt: 2, triedBefore: ['3', '2'] },
      },
      decided: { kind: 'rollBack', toVersion: '1', attempt: 2 },
      because: 'version 1',
    },
    {
      when: 'and somebody else has moved the alias elsewhere since',
      given: {
        alias: alias({ version: '3', revisionId: 'after' }),
        versions: ['0', '1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        attempts: 1,
        tried: ['2', '1'],
        unjudged,
      },
      decided: { kind: 'rollBack', fromVersion: '3', toVersion: '0', attempt: 2 },
      because: 'version 0 is the newest other Healthy one',
    },
    {
      when: 'and somebody else has shifted traffic away from again',
      given: {
        alias: alias({ version: '1', weights: { '2': 0.5 }, revisionId: 'after' }),
        ledger: [healthy('1'), baking('2')],
        attempts: 1,
        tried: ['2', '1'],
        unjudged,
      },
      decided: { kind: 'escalate' },
      because: 'no version can be rolled back to',
    },
  ]);
});

describe('When the signals are silent again', () => {
  itDecides([
    {
      when: 'before anything was done',
      given: { signals: QUIET },
      decided: { kind: 'standDown' },
      because: 'No signal is in ALARM any more: orders-faults OK.',
    },
    {
      when: 'but another one rings',
      given: { signals: [signal('OK'), signal('ALARM', { name: 'orders-errors', rang: false })] },
      decided: { kind: 'rollBack' },
      because: 'orders-errors is in ALARM',
    },
    {
      when: 'after a relapse, and a version of this incident is live',
      given: { alias: alias({ version: '1' }), signals: QUIET, attempts: 1, relapses: 1, tried: ['2', '1'] },
      decided: { kind: 'prove', toVersion: '1', attempt: 2 },
      because: 'No signal is in ALARM any more (orders-faults OK); version 1 is to be proven after the relapse.',
    },
    {
      when: 'after a relapse, and the budget is spent',
      given: { alias: alias({ version: '1' }), signals: QUIET, attempts: 2, relapses: 1, tried: ['2', '1'] },
      decided: { kind: 'escalate' },
      because: '2 of 2 attempts',
    },
    {
      when: 'and somebody else has released another version meanwhile, which is not taken away but proven',
      given: {
        alias: alias({ version: '3' }),
        versions: ['0', '1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        signals: QUIET,
        attempts: 1,
        tried: ['2', '1'],
      },
      decided: { kind: 'prove', toVersion: '3', attempt: 2 },
      because: 'version 3 is to be proven since somebody else has made it live',
    },
    {
      when: 'and that version has failed its proof',
      given: {
        alias: alias({ version: '3' }),
        versions: ['0', '1', '2', '3'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        signals: QUIET,
        attempts: 1,
        disproven: true,
        tried: ['2', '1'],
      },
      decided: { kind: 'rollBack', toVersion: '0' },
      because: 'its recovery is not proven after 1 attempt(s)',
    },
    {
      when: 'after an attempt of which the probes have seen nothing at all',
      given: {
        alias: alias({ version: '1' }),
        versions: ['0', '1', '2'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        signals: QUIET,
        attempts: 1,
        tried: ['2', '1'],
        unseenProbes: 40,
      },
      decided: { kind: 'escalate' },
      because: 'None of 40 probes was answered by version 1, while no signal is in ALARM',
    },
    {
      when: 'after such an attempt, but a signal rings still',
      given: {
        alias: alias({ version: '1' }),
        versions: ['0', '1', '2'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        signals: [signal('ALARM')],
        attempts: 1,
        tried: ['2', '1'],
        unseenProbes: 40,
      },
      decided: { kind: 'rollBack', toVersion: '0' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'after an attempt that was not proven',
      given: {
        alias: alias({ version: '1' }),
        versions: ['0', '1', '2'].map((name) => version(name)),
        ledger: [healthy('0'), healthy('1')],
        signals: QUIET,
        attempts: 1,
        tried: ['2', '1'],
      },
      decided: { kind: 'rollBack', toVersion: '0', attempt: 2 },
      because: 'its recovery is not proven after 1 attempt(s)',
    },
  ]);
});

describe('An incident that no signal has opened is about an injected fault', () => {
  const signals = [signal('OK', { rang: false })];
  itDecides([
    {
      when: 'that is gone',
      given: { signals },
      decided: { kind: 'standDown' },
      because: 'Version 2 is live and carries no injected fault, and no signal is in ALARM.',
    },
    {
      when: 'that is still there',
      given: {
        signals,
        versions: [version('2', { faults: { FAILURE_RATE: '1', FAULT_UNTIL: '2026-03-14T09:29:00Z' } })],
      },
      decided: { kind: 'resetFault' },
      because: 'carries the injected fault FAILURE_RATE=1, FAULT_UNTIL=2026-03-14T09:29:00Z',
    },
    {
      when: 'that is gone, while a signal rings',
      given: { signals: [signal('ALARM', { rang: false })] },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
  ]);
});
