import fc from 'fast-check';
import { readFaultSettings } from '../../functions/api/faults';
import { ConfigError, readConfig } from '../../infra/config';
import { makeApp } from './support/synth';

const read = (context: Record<string, unknown> = {}) => readConfig(makeApp(context).node);

describe('the configuration', () => {
  test('without any setting is the service api in dev, with no fault', () => {
    expect(read()).toMatchObject({
      environment: 'dev',
      service: 'api',
      notifyEmail: undefined,
      mode: 'armed',
      stormShare: 0.3,
      healerConcurrency: undefined,
      faults: { FAILURE_RATE: '0', FAILURE_MODE: 'error', LATENCY_MS: '0', LATENCY_RATE: '0', FAULT_UNTIL: 'never' },
    });
  });

  test('takes numbers from cdk.json as well as text from the command line', () => {
    expect(read({ failureRate: 0.5, latencyMs: '250' }).faults).toMatchObject({
      FAILURE_RATE: '0.5',
      LATENCY_MS: '250',
    });
  });

  test('takes mode, brake and the end of a fault', () => {
    expect(read({ mode: 'shadow', stormShare: 0 })).toMatchObject({ mode: 'shadow', stormShare: 0 });
    expect(read({ env: 'prod', stormShare: '0.5' }).stormShare).toBe(0.5);
    const faultUntil = '2026-03-14T11:00:00+01:00';
    expect(read({ failureRate: '1', faultUntil }).faults.FAULT_UNTIL).toBe(faultUntil);
  });

  test('takes an end that has passed: the same deployment made again must not fail for it', () => {
    expect(read({ faultUntil: '2020-01-01T00:00:00Z' }).faults.FAULT_UNTIL).toBe('2020-01-01T00:00:00Z');
  });

  test('differs between dev and prod where it should', () => {
    const [dev, prod] = [read({ env: 'dev' }).settings, read({ env: 'prod' }).settings];
    expect([dev.pointInTimeRecovery, prod.pointInTimeRecovery]).toEqual([false, true]);
    expect([dev.removalPolicy, prod.removalPolicy]).toEqual(['destroy', 'retain-on-update-or-delete']);
    expect(prod.thresholds.faultRatio).toBeLessThan(dev.thresholds.faultRatio);
    expect(prod.logRetention).toBeGreaterThan(dev.logRetention);
  });

  test.each([
    ['env', 'staging', 'dev or prod'],
    ['env', '', 'dev or prod'],
    ['env', 'toString', 'dev or prod'],
    ['service', 'Orders', 'a lower-case letter'],
    ['service', 'healer', 'not "healer"'],
    ['service', 'a2345678901234567890123', 'at most 20'],
    ['failureRate', '1.5', 'from 0 to 1'],
    ['failureRate', '-1', 'from 0 to 1'],
    ['failureRate', '', 'from 0 to 1'],
    ['failureMode', 'explode', 'error, crash or timeout'],
    ['latencyMs', '1.5', 'a whole number of milliseconds'],
    ['latencyRate', 'all', 'from 0 to 1'],
    ['faultUntil', 'tomorrow', 'ISO 8601'],
    ['faultUntil', '2026-03-14', 'ISO 8601'],
    ['faultUntil', '2026-03-14T10:00:00', 'with its zone'],
    ['faultUntil', '2026-02-30T10:00:00Z', 'ISO 8601'],
    ['faultUntil', '', '"never"'],
    ['mode', 'on', 'armed, approve, shadow, paused'],
    ['stormShare', '30', 'from 0 to 1'],
    ['stormShare', '', 'from 0 to 1'],
    ['healerConcurrency', '4', '0 for none, or a whole number from 5 to 100'],
    ['healerConcurrency', '101', '0 for none, or a whole number from 5 to 100'],
    ['healerConcurrency', 'many', '0 for none, or a whole number from 5 to 100'],
    ['notifyEmail', 'nobody', 'an e-mail address'],
    ['runbooksUrl', 'runbooks', 'http or https URL'],
  ])('refuses %s=%j and says what would be right', (key, value, wanted) => {
    const attempt = () => read({ [key]: value });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(`Setting "${key}" is ${JSON.stringify(value)}`);
    expect(attempt).toThrow(wanted);
  });

  test('refuses a missing setting', () => {
    expect(() => read({ runbooksUrl: undefined })).toThrow('Setting "runbooksUrl" is missing');
  });

  test('deploys a fault to prod only when that is meant', () => {
    expect(() => read({ env: 'prod', failureRate: '0.01' })).toThrow(
      'A fault (FAILURE_RATE=0.01) is not deployed to prod unless -c allowFaults=true says so.',
    );
    expect(read({ env: 'prod', failureRate: '0.01', allowFaults: 'true' }).faults.FAILURE_RATE).toBe('0.01');
    expect(read({ env: 'dev', failureRate: '1' }).faults.FAILURE_RATE).toBe('1');
  });

  test('refuses a misspelt setting instead of using a default', () => {
    expect(() => read({ falureRate: '1' })).toThrow('There is no setting "falureRate"');
  });

  test('accepts for a fault exactly what the API accepts', () => {
    const numberLike = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.double({ min: -2, max: 2 }).map(String),
      fc.integer({ min: -10, max: 1_000_000 }).map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc
        .tuple(
          fc.constantFrom(
            '2026-02-28',
            '2026-02-29',
            '2028-02-29',
            '2026-04-31',
            '2026-13-01',
            '26-01-01',
            '2026-3-14',
          ),
          fc.constantFrom('T10:00', 'T24:00', 'T25:00', 'T10:60', 'T10:00:00.5', ' 10:00', ''),
          fc.constantFrom('Z', '+01:00', '+0100', 'z', ''),
        )
        .map((parts) => parts.join('')),
      fc.constantFrom(
        'never',
        'Never',
        '',
        ' 1',
        '1e-1',
        '0x1',
        '.5',
        '1.',
        '01',
        'error',
        'crash',
        'timeout',
        'NaN',
        'Infinity',
      ),
    );
    const names = {
      failureRate: 'FAILURE_RATE',
      failureMode: 'FAILURE_MODE',
      latencyMs: 'LATENCY_MS',
      latencyRate: 'LATENCY_RATE',
      faultUntil: 'FAULT_UNTIL',
    } as const;
    const accepts = (attempt: () => unknown): boolean => {
      try {
        attempt();
        return true;
      } catch {
        return false;
      }
    };
    const { node } = makeApp();
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(names) as (keyof typeof names)[])), numberLike, (key, value) => {
        const context = { ...node.getAllContext(), [key]: value };
        const withValue = { ...node, getAllContext: () => context, tryGetContext: (name: string) => context[name] };
        const synthAccepts = accepts(() => readConfig(withValue as unknown as typeof node));
        expect({ key, value, accepted: synthAccepts }).toEqual({
          key,
          value,
          accepted: accepts(() => readFaultSettings({ [names[key]]: value })),
        });
      }),
      { numRuns: 1000 },
    );
  });
});
