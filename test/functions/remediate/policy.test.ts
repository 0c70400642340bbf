import { parsePolicy } from '../../../functions/contract';
import { POLICY } from './support/policy';

const parse = (changes: Record<string, unknown>) => parsePolicy(JSON.stringify({ ...POLICY, ...changes }));

describe('A policy', () => {
  it('is read as it was registered', () => {
    expect(parsePolicy(JSON.stringify(POLICY))).toEqual(POLICY);
    const probe = { kind: 'invoke', payload: '{}' };
    expect(parse({ probe }).probe).toEqual(probe);
    expect(parse({ faultVariables: {} }).faultVariables).toEqual({});
  });

  it.each([
    [{ mode: 'armd' }, 'policy.mode is "armd"; it must be "armed" or "paused".'],
    [{ targetId: 'a/b' }, 'policy.targetId is "a/b"; it must be letters'],
    [{ functionName: undefined }, 'policy.functionName is missing'],
    [{ signals: [] }, 'policy.signals is []; it must be a list of at least one alarm name'],
    [{ signals: ['a', 'a'] }, 'none twice'],
    [
      { probe: { kind: 'http', url: 'orders.example' } },
      'policy.probe.url is "orders.example"; it must be an http or https URL.',
    ],
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
    [{ prove: { consecutiveSuccesses: 10 } }, 'policy.prove.windowSeconds is missing'],
    [{ budget: null }, 'policy.budget is null; it must be an object with attemptsPerIncident, cooldownSeconds.'],
    [{ bugdet: {} }, 'policy.bugdet is not a setting; policy has targetId'],
  ])('with %j is refused', (changes, message) => {
    expect(() => parse(changes)).toThrow(message);
  });

  it('that is not JSON is refused', () => {
    expect(() => parsePolicy('{')).toThrow('The policy is not JSON');
    expect(() => parsePolicy('null')).toThrow('policy is null; it must be an object');
  });
});
