import { parsePolicy } from '../../../functions/policy-schema';
import { POLICY } from './support/policy';

const PROVE = POLICY.prove;
const parse = (changes: Record<string, unknown>) => parsePolicy(JSON.stringify({ ...POLICY, ...changes }));

describe('A policy', () => {
  it('is read as it was registered', () => {
    expect(parsePolicy(JSON.stringify(POLICY))).toEqual(POLICY);
    const probe = { kind: 'invoke', payload: '{}' };
    expect(parse({ probe }).probe).toEqual(probe);
    expect(parse({ faultVariables: {} }).faultVariables).toEqual({});
    expect(parse({ prove: { ...PROVE, latencyMs: 800 } }).prove.latencyMs).toBe(800);
    expect(parse({}).prove).not.toHaveProperty('latencyMs');
  });

  it('of a release that had no roles names none', () => {
    expect(parse({ roles: undefined }).roles).toBeNull();
  });

  it.each([
    { mode: 'approve', approvalSeconds: 60 },
    { preflight: null },
    { preflight: { payload: '{"rawPath":"/"}' } },
    { faultUntilVariable: null },
    { faultMetric: { namespace: 'Own', metricName: 'Fault', dimensions: {}, versionDimension: 'Version' } },
    { faultMetric: { namespace: 'Own', metricName: 'Fault', dimensions: { Alias: 'live' } } },
    { keepHealthy: null, syntheticPerMinute: 60, suspicionSeconds: 60 },
    { stackName: 'orders-stack' },
    { codeDeploy: { applicationName: 'app', deploymentGroupName: 'group' } },
    { runbooks: {} },
    {
      roles: {
        observe: 'arn:aws:iam::123456789012:role/self-healing/dev/observe/x',
        change: 'arn:aws:iam::123456789012:role/y',
      },
    },
  ])('may have %j', (changes) => {
    expect(parse(changes)).toEqual({ ...POLICY, ...changes });
  });

  it.each([
    [{ mode: 'armd' }, 'policy.mode is "armd"; it must be "armed", "approve", "shadow", "paused".'],
    [{ targetId: 'a/b' }, 'policy.targetId is "a/b"; it must be letters'],
    [{ functionName: undefined }, 'policy.functionName is missing'],
    [{ signals: [] }, 'policy.signals is []; it must be a list of at least one alarm name'],
    [{ signals: ['a', 'a'] }, 'none twice'],
    [
      { probe: { kind: 'http', url: 'orders.example' } },
      'policy.probe.url is "orders.example"; it must be an http or https URL.',
    ],
    [{ roles: { observe: 'orders' } }, 'policy.roles.observe is "orders"; it must be the ARN of a role.'],
    [{ roles: { watch: 'x' } }, 'policy.roles.watch is not a setting'],
    [{ probe: { kind: 'ping' } }, 'policy.probe.kind is "ping"; it must be "http" or "invoke".'],
    [{ probe: { kind: 'invoke' } }, 'policy.probe.payload is missing'],
    [
      { faultVariables: { FAILURE_RATE: 0 } },
      'policy.faultVariables is {"FAILURE_RATE":0}; it must be an object of strings.',
    ],
    [
      { attest: { minRequests: 0, minSeconds: 180 } },
      'policy.attest.minRequests is 0; it must be a whole number from 1 to 1000000.',
    ],
    [{ prove: { ...PROVE, windowSeconds: undefined } }, 'policy.prove.windowSeconds is missing'],
    [
      { prove: { consecutiveSuccesses: 10 } },
      'policy.prove.consecutiveSuccesses is not a setting; policy.prove has heal',
    ],
    [{ prove: { ...PROVE, falseAlarm: 0 } }, 'policy.prove.falseAlarm is 0; it must be a number between 0 and 1'],
    [{ prove: { ...PROVE, brokenRatio: 1 } }, 'policy.prove.brokenRatio is 1; it must be a number between 0 and 1'],
    [{ prove: { ...PROVE, falseHealed: '0.01' } }, 'policy.prove.falseHealed is "0.01"; it must be a number'],
    [
      { prove: { ...PROVE, healthyRatio: 0.2 } },
      'policy.prove.healthyRatio is 0.2; it must be below brokenRatio, 0.2.',
    ],
    [
      { prove: { ...PROVE, falseHealed: 0.4, falseAlarm: 0.6 } },
      'policy.prove.falseHealed and falseAlarm are 0.4 and 0.6; their sum must be below 1.',
    ],
    [
      { prove: { ...PROVE, brokenRatio: 0.02 } },
      'policy.prove asks for 453 good answers in a row; it must be 100 at most: raise brokenRatio or falseHealed.',
    ],
    [
      { prove: { ...PROVE, latencyMs: 6000 } },
      'policy.prove.latencyMs is 6000; it must be a whole number from 1 to 5000.',
    ],
    [
      { budget: null },
      'policy.budget is null; it must be an object with attemptsPerIncident, healsPerHour, cooldownSeconds.',
    ],
    [{ approvalSeconds: 59 }, 'policy.approvalSeconds is 59; it must be a whole number from 60 to 86400.'],
    [{ preflight: undefined }, 'policy.preflight is missing'],
    [{ preflight: { payload: 'GET /' } }, 'policy.preflight.payload is "GET /"; it must be JSON text.'],
    [
      { faultUntilVariable: '1ST' },
      'policy.faultUntilVariable is "1ST"; it must be the name of an environment variable',
    ],
    [
      { faultMetric: { namespace: 'Own', metricName: 'Fault', dimensions: {}, versionDimension: '' } },
      'policy.faultMetric.versionDimension is ""; it must be the name of a dimension.',
    ],
    [{ suspicionSeconds: 59 }, 'policy.suspicionSeconds is 59; it must be a whole number from 60 to 31536000.'],
    [{ keepHealthy: 0 }, 'policy.keepHealthy is 0; it must be a whole number from 1 to 1000.'],
    [{ syntheticPerMinute: 61 }, 'policy.syntheticPerMinute is 61; it must be a whole number from 0 to 60.'],
    [{ stackName: '' }, 'policy.stackName is ""; it must be the name or ARN of a stack.'],
    [{ codeDeploy: { applicationName: 'app' } }, 'policy.codeDeploy.deploymentGroupName is missing'],
    [{ runbooks: { 'orders-faults': 'ask Bob' } }, 'it must be an object of http or https URLs.'],
    [{ bugdet: {} }, 'policy.bugdet is not a setting; policy has targetId'],
  ])('with %j is refused', (changes, message) => {
    expect(() => parse(changes)).toThrow(message);
  });

  it('that is not JSON is refused', () => {
    expect(() => parsePolicy('{')).toThrow('The policy is not JSON');
    expect(() => parsePolicy('null')).toThrow('policy is null; it must be an object');
  });
});
