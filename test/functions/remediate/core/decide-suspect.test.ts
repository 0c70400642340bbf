import { alias, baking, healthy, NOW, served, signal } from '../support/evidence';
import { itDecides } from '../support/rows';

/** Data that breach until 20 s ago; the alias was moved 10 s ago, and was last seen elsewhere a minute before that. */
const OLD_DATA = { signals: [signal('ALARM', { newestBreachAt: NOW - 20_000 })] };
const JUST_MOVED = alias({ since: { earliest: NOW - 70_000, latest: NOW - 10_000 } });

const MOVED_LONG_AGO = alias({ since: { earliest: NOW - 360_000, latest: NOW - 300_000 } });

/** N + 2 periods of 10 s for 2 of 3 data points, and a minute of delay. */
const VIEW = 30_000 + 20_000 + 60_000;

describe('An alarm about data from before the alias was moved', () => {
  itDecides([
    {
      when: 'is no reason to move it again',
      given: { ...OLD_DATA, alias: JUST_MOVED },
      decided: { kind: 'wait', seconds: 10 },
      because:
        'Alias live was moved to version 2 after the data that made orders-faults ring: of its own, 0 of 0 requests failed; looking again in 10 s.',
    },
    {
      when: 'is none either when the new version serves well',
      given: { ...OLD_DATA, alias: JUST_MOVED, served: [served('2')] },
      decided: { kind: 'wait' },
      because: '0 of 40 requests failed, p95 20 ms',
    },
    {
      when: 'does not speak for a version whose own requests fail',
      given: { ...OLD_DATA, alias: JUST_MOVED, served: [served('2', { faults: 20 })] },
      decided: { kind: 'rollBack', fromVersion: '2', toVersion: '1' },
      because: 'Version 2 is live while orders-faults is in ALARM',
    },
    {
      when: 'is of the version that is live, if it outlives what it can see, with traffic',
      given: {
        ...OLD_DATA,
        alias: alias({ since: { earliest: NOW - VIEW - 60_000, latest: NOW - VIEW } }),
        served: [served('2', { requests: 1 })],
      },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'is not, a second earlier',
      given: {
        signals: [signal('ALARM', { newestBreachAt: NOW - VIEW })],
        alias: alias({ since: { earliest: NOW - VIEW - 60_000, latest: NOW - VIEW + 1_000 } }),
        served: [served('2', { requests: 1 })],
      },
      decided: { kind: 'wait' },
      because: '0 of 1 requests failed',
    },
    {
      when: 'is not, when there was no traffic',
      given: {
        signals: [signal('ALARM', { newestBreachAt: NOW - 2 * VIEW })],
        alias: alias({ since: { earliest: NOW - VIEW - 60_000, latest: NOW - VIEW } }),
        served: [served('2', { requests: 0, p95Ms: null })],
      },
      decided: { kind: 'wait' },
      because: '0 of 0 requests failed',
    },
    {
      when: 'is waited on for five minutes at most',
      given: {
        signals: [signal('ALARM', { newestBreachAt: NOW - 310_000 })],
        alias: MOVED_LONG_AGO,
        openedAt: NOW - 305_000,
      },
      decided: { kind: 'escalate' },
      because:
        'and after 300 s nothing tells yet whether this version is to blame: of its own, 0 of 0 requests failed.',
    },
    {
      when: 'is waited on from the move, when that came after the opening',
      given: { ...OLD_DATA, alias: JUST_MOVED, openedAt: NOW - 300_000 },
      decided: { kind: 'wait' },
      because: 'looking again in 10 s',
    },
    {
      when: 'is waited on for as long as a slow one looks back',
      given: {
        signals: [signal('ALARM', { newestBreachAt: NOW - 20_000, spanSeconds: 300, periodSeconds: 300 })],
        alias: JUST_MOVED,
        openedAt: NOW - 900_000,
      },
      decided: { kind: 'wait' },
      because: 'looking again in 10 s',
    },
    {
      when: 'may be about the version that is live, as far as anybody has ever seen',
      given: { ...OLD_DATA, alias: alias({ since: { earliest: undefined, latest: NOW } }) },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'does not matter beside one about newer data',
      given: {
        signals: [...OLD_DATA.signals, signal('ALARM', { name: 'orders-errors', newestBreachAt: NOW - 10_000 })],
        alias: JUST_MOVED,
      },
      decided: { kind: 'rollBack' },
      because: 'orders-faults, orders-errors are in ALARM',
    },
    {
      when: 'is not joined by one without data that was set a moment ago',
      given: {
        signals: [
          signal('ALARM', { name: 'orders-slow', newestBreachAt: NOW - 600_000, spanSeconds: 300, periodSeconds: 300 }),
          signal('ALARM', { newestBreachAt: undefined }),
        ],
        alias: alias({ since: { earliest: NOW - 240_000, latest: NOW - 235_000 } }),
        served: [served('2')],
        openedAt: NOW - 1_000,
      },
      decided: { kind: 'wait' },
      because: 'looking again in 10 s',
    },
    {
      when: 'is believed together with one without data that lasts',
      given: {
        signals: [
          signal('ALARM', { name: 'orders-slow', newestBreachAt: NOW - 600_000, spanSeconds: 300, periodSeconds: 300 }),
          signal('ALARM', { newestBreachAt: undefined }),
        ],
        alias: alias({ since: { earliest: NOW - 240_000, latest: NOW - 235_000 } }),
        served: [served('2')],
        openedAt: NOW - VIEW,
      },
      decided: { kind: 'rollBack' },
      because: 'are in ALARM',
    },
    {
      when: 'matters in a relapse as well, whose version was proven',
      given: { ...OLD_DATA, alias: JUST_MOVED, attempts: 1, relapses: 1, tried: ['3', '2'] },
      decided: { kind: 'wait' },
      because: 'looking again in 10 s',
    },
    {
      when: 'does not matter once the proof of what is live has failed',
      given: { ...OLD_DATA, alias: JUST_MOVED, attempts: 1, disproven: true, tried: ['3', '2'] },
      decided: { kind: 'rollBack', attempt: 2 },
      because: 'version 1',
    },
  ]);
});

describe('A signal that knows nothing any more', () => {
  const signals = [signal('INSUFFICIENT_DATA', { newestBreachAt: undefined })];
  itDecides([
    {
      when: 'is no reason to move an alias that was moved after it rang',
      given: { signals, alias: JUST_MOVED, openedAt: NOW - 60_000 },
      decided: { kind: 'wait' },
      because: 'was moved to version 2 after the data that made orders-faults ring',
    },
    {
      when: 'is none either when it may have rung about what was live before',
      given: {
        signals,
        alias: alias({ since: { earliest: NOW - 700_000, latest: NOW - VIEW - 59_000 } }),
        openedAt: NOW - 60_000,
      },
      decided: { kind: 'wait' },
      because: 'looking again in 10 s',
    },
    {
      when: 'has rung about the live version when that was live for longer than it looks back',
      given: {
        signals,
        alias: alias({ since: { earliest: NOW - 700_000, latest: NOW - VIEW - 60_000 } }),
        openedAt: NOW - 60_000,
      },
      decided: { kind: 'rollBack' },
      because: 'its signals are not OK',
    },
    {
      when: 'and silence for ever is a person’s matter',
      given: { signals, alias: MOVED_LONG_AGO, openedAt: NOW - 305_000 },
      decided: { kind: 'escalate' },
      because: 'after 300 s nothing tells yet whether this version is to blame',
    },
  ]);
});

describe('An alarm that names no data', () => {
  const signals = [signal('ALARM', { newestBreachAt: undefined })];
  itDecides([
    {
      when: 'may have been set by hand: CloudWatch looks first',
      given: { signals, served: [served('2')], openedAt: NOW - 119_000 },
      decided: { kind: 'wait', seconds: 10 },
      because:
        'No data are known that made orders-faults ring, 119 s after the incident opened (of version 2, 0 of 40 requests failed, p95 20 ms)',
    },
    {
      when: 'is believed when it stays',
      given: { signals, served: [served('2')], openedAt: NOW - 120_000 },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'is believed at once when the version’s own requests fail',
      given: { signals, served: [served('2', { faults: 20 })] },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'is believed at once when one side of a shift fails',
      given: {
        signals,
        alias: alias({ version: '1', weights: { '2': 0.1 } }),
        served: [served('1'), served('2', { faults: 20 })],
      },
      decided: { kind: 'clearWeights', toVersion: '1' },
      because: 'version 2 is the bad side',
    },
    {
      when: 'is believed beside one that does',
      given: { signals: [...signals, signal('ALARM', { name: 'orders-errors' })] },
      decided: { kind: 'rollBack' },
      because: 'orders-faults, orders-errors are in ALARM',
    },
    {
      when: 'is not believed in a relapse either, whose version was proven',
      given: { signals, served: [served('2')], attempts: 1, relapses: 1, tried: ['3', '2'], openedAt: NOW - 60_000 },
      decided: { kind: 'wait' },
      because: 'No data are known that made orders-faults ring',
    },
    {
      when: 'does not matter once the proof of what is live has failed',
      given: { signals, attempts: 1, disproven: true, tried: ['3', '2'] },
      decided: { kind: 'rollBack', attempt: 2 },
      because: 'orders-faults is in ALARM',
    },
  ]);
});

describe('A version that has served well for long', () => {
  const LONG = alias({ since: { earliest: undefined, latest: NOW - 21_600_000 } });
  const ledger = [healthy('1'), healthy('2')];
  itDecides([
    {
      when: 'is probably not the cause',
      given: { alias: LONG, ledger },
      decided: { kind: 'escalate' },
      because:
        'Version 2 is Healthy and has been live unchanged for 6 h (suspicion window 6 h): it is probably not the cause, so traffic was not moved.',
    },
    {
      when: 'is suspected a second earlier',
      given: { alias: alias({ since: { earliest: undefined, latest: NOW - 21_599_000 } }), ledger },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'is suspected when it was never Healthy',
      given: { alias: LONG, ledger: [healthy('1'), baking('2')] },
      decided: { kind: 'rollBack' },
      because: 'orders-faults is in ALARM',
    },
    {
      when: 'is not spared when it shares the traffic',
      given: { alias: { ...LONG, weights: { '1': 0.5 } }, ledger: [baking('1'), healthy('2')] },
      decided: { kind: 'clearWeights', toVersion: '2' },
      because: 'only version 2 is Healthy',
    },
    {
      when: 'has the window that the policy gives it',
      given: { alias: alias({ since: { earliest: undefined, latest: NOW - 3_600_000 } }), ledger },
      policy: { suspicionSeconds: 3_600 },
      decided: { kind: 'escalate' },
      because: 'for 1 h (suspicion window 1 h)',
    },
  ]);
});
