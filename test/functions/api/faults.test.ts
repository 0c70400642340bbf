import fc from 'fast-check';
import { drawFault, type FaultSettings, FaultVariableError, readFaultSettings } from '../../../functions/api/faults';

const OFF: FaultSettings = { failureRate: 0, failureMode: 'error', latencyMs: 0, latencyRate: 0 };

describe('reading the fault variables', () => {
  test('nothing set means no fault', () => {
    expect(readFaultSettings({})).toEqual(OFF);
  });

  test('takes what is set', () => {
    const set = { FAILURE_RATE: '0.25', FAILURE_MODE: 'crash', LATENCY_MS: '1500', LATENCY_RATE: '1' };
    expect(readFaultSettings(set)).toEqual({
      failureRate: 0.25,
      failureMode: 'crash',
      latencyMs: 1500,
      latencyRate: 1,
    });
  });

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
        expect(drawFault({ ...OFF, latencyMs: 100 }, () => draw)).toEqual({ latencyMs: 0, failure: 'none' });
        const all = { failureRate: 1, failureMode: 'timeout', latencyMs: 100, latencyRate: 1 } as const;
        expect(drawFault(all, () => draw)).toEqual({ latencyMs: 100, failure: 'timeout' });
      }),
    );
  });

  test('a rate strikes that share of the requests', () => {
    let step = 0;
    const evenly = () => (step++ % 1000) / 1000;
    const settings: FaultSettings = { ...OFF, failureRate: 0.3 };
    const drawn = Array.from({ length: 1000 }, () => drawFault(settings, evenly));
    expect(drawn.filter(({ failure }) => failure === 'error')).toHaveLength(300);
  });

  test('latency and failure strike independently', () => {
    const draws = [0.1, 0.9];
    const settings: FaultSettings = { failureRate: 0.5, failureMode: 'error', latencyMs: 80, latencyRate: 0.5 };
    expect(drawFault(settings, () => draws.shift() ?? 0)).toEqual({ latencyMs: 80, failure: 'none' });
  });
});
