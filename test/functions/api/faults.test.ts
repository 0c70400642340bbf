import fc from 'fast-check';
import { drawFault, type FaultSettings, FaultVariableError, readFaultSettings } from '../../../functions/api/faults';

const OFF: FaultSettings = { failureRate: 0, failureMode: 'error', latencyMs: 0, latencyRate: 0, until: null };
const END = Date.parse('2026-03-14T10:00:00Z');
const BEFORE = END - 1;

describe('reading the fault variables', () => {
  test('nothing set means no fault', () => {
    expect(readFaultSettings({})).toEqual(OFF);
  });

  test('takes what is set', () => {
    const set = {
      FAILURE_RATE: '0.25',
      FAILURE_MODE: 'crash',
      LATENCY_MS: '1500',
      LATENCY_RATE: '1',
      FAULT_UNTIL: 'never',
    };
    expect(readFaultSettings(set)).toEqual({
      failureRate: 0.25,
      failureMode: 'crash',
      latencyMs: 1500,
      latencyRate: 1,
      until: null,
    });
  });

  test.each(['2026-03-14T10:00:00Z', '2026-03-14T10:00Z', '2026-03-14T10:00:00.000Z', '2026-03-14T11:30:00+01:30'])(
    'takes %s for the end of the faults',
    (FAULT_UNTIL) => {
      expect(readFaultSettings({ FAULT_UNTIL })).toEqual({ ...OFF, until: END });
    },
  );

  test.each([
    ['FAILURE_RATE', 'abc'],
    ['FAILURE_RATE', '1.5'],
    ['FAILURE_RATE', '-0.1'],
    ['FAILURE_RATE', ''],
    ['FAILURE_RATE', ' 1'],
    ['FAILURE_RATE', '1e-1'],
    ['FAILURE_RATE', 'NaN'],
    ['FAILURE_MODE', 'Error'],
    ['FAILURE_MODE', ''],
    ['LATENCY_MS', '1.5'],
    ['LATENCY_MS', '-1'],
    ['LATENCY_MS', '900001'],
    ['LATENCY_RATE', '50%'],
    ['FAULT_UNTIL', ''],
    ['FAULT_UNTIL', 'Never'],
    ['FAULT_UNTIL', 'in 10 minutes'],
    ['FAULT_UNTIL', '2026-03-14'],
    ['FAULT_UNTIL', '2026-03-14T10:00:00'],
    ['FAULT_UNTIL', '2026-03-14 10:00:00Z'],
    ['FAULT_UNTIL', '2026-02-30T10:00:00Z'],
    ['FAULT_UNTIL', '2026-13-01T10:00:00Z'],
    ['FAULT_UNTIL', '2026-03-14T25:00:00Z'],
    ['FAULT_UNTIL', '2026-03-14T10:00:00+25:00'],
  ])('refuses %s=%j by name instead of taking it for "no fault"', (name, value) => {
    const attempt = () => readFaultSettings({ [name]: value });
    expect(attempt).toThrow(FaultVariableError);
    expect(attempt).toThrow(`${name}=${JSON.stringify(value)} is not usable: it must be `);
  });
});

describe('drawing what befalls a request', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('a rate of 0 spares every request, a rate of 1 strikes every one', () => {
    fc.assert(
      fc.property(chance, (draw) => {
        expect(drawFault({ ...OFF, latencyMs: 100 }, () => draw, BEFORE)).toEqual({ latencyMs: 0, failure: 'none' });
        const all = { ...OFF, failureRate: 1, failureMode: 'timeout', latencyMs: 100, latencyRate: 1 } as const;
        expect(drawFault(all, () => draw, BEFORE)).toEqual({ latencyMs: 100, failure: 'timeout' });
      }),
    );
  });

  test('a rate strikes that share of the requests', () => {
    let step = 0;
    const evenly = () => (step++ % 1000) / 1000;
    const settings: FaultSettings = { ...OFF, failureRate: 0.3 };
    const drawn = Array.from({ length: 1000 }, () => drawFault(settings, evenly, BEFORE));
    expect(drawn.filter(({ failure }) => failure === 'error')).toHaveLength(300);
  });

  test('latency and failure strike independently', () => {
    const draws = [0.1, 0.9];
    const settings: FaultSettings = { ...OFF, failureRate: 0.5, latencyMs: 80, latencyRate: 0.5 };
    expect(drawFault(settings, () => draws.shift() ?? 0, BEFORE)).toEqual({ latencyMs: 80, failure: 'none' });
  });

  test('nothing strikes from the end of the faults on, whatever their rates', () => {
    const settings: FaultSettings = { ...OFF, failureRate: 1, latencyMs: 80, latencyRate: 1, until: END };
    expect(drawFault(settings, () => 0, END - 1)).toEqual({ latencyMs: 80, failure: 'error' });
    expect(drawFault(settings, () => 0, END)).toEqual({ latencyMs: 0, failure: 'none' });
  });
});
