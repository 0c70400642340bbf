import { evaluateAssumption } from '../../../local/authorization/evaluate';
import { readPolicy } from '../../../local/authorization/read-policy';
import type { Caller } from '../../../local/authorization/request';

const ACCOUNT = '000000000000';
const HEALER = `arn:aws:iam::${ACCOUNT}:role/healer`;
const TARGET = `arn:aws:iam::${ACCOUNT}:role/targets/orders`;
const caller: Caller = { kind: 'role', arn: HEALER, sessionArn: 'session', account: ACCOUNT };

const trusts = (AWS: string, Effect = 'Allow') => ({ Effect, Action: 'sts:AssumeRole', Principal: { AWS } });
const may = (Effect = 'Allow') => ({ Effect, Action: 'sts:AssumeRole', Resource: TARGET });

function decide(trust: readonly object[], own: readonly object[] = []) {
  const policies = {
    identity: readPolicy({ Statement: own }, 'identity'),
    resource: readPolicy({ Statement: trust }, 'trust'),
  };
  const kindOf = (statement: object) => (policies.identity.includes(statement as never) ? 'own' : 'trust');
  const decision = evaluateAssumption(policies, {
    caller,
    action: 'sts:AssumeRole',
    resource: TARGET,
    context: new Map(),
  });
  return decision.outcome === 'allowed'
    ? { by: decision.by.map(kindOf), needed: decision.needed.map(kindOf) }
    : `${decision.outcome} (${decision.where})`;
}

test.each([
  ['nobody says anything', [], [], 'implicitDeny (resource)'],
  ['only the caller’s policy allows it', [], [may()], 'implicitDeny (resource)'],
  ['the trust names somebody else', [trusts(`${HEALER}2`)], [may()], 'implicitDeny (resource)'],
  ['the trust names the account', [trusts(ACCOUNT)], [], 'implicitDeny (identity)'],
  ['the trust denies it', [trusts(HEALER), trusts(HEALER, 'Deny')], [may()], 'explicitDeny (resource)'],
  ['the caller’s policy denies it', [trusts(HEALER)], [may('Deny')], 'explicitDeny (identity)'],
])('a role may not become another when %s', (_, trust, own, outcome) => {
  expect(decide(trust, own)).toBe(outcome);
});

test.each([
  ['the trust when it names the caller', [trusts(HEALER)], [], ['trust'], ['trust']],
  ['the trust alone, also when the caller’s policy allows it', [trusts(HEALER)], [may()], ['trust', 'own'], ['trust']],
  ['both when the trust names the account', [trusts(ACCOUNT)], [may()], ['trust', 'own'], ['trust', 'own']],
  ['neither of two trusts', [trusts(HEALER), trusts(HEALER)], [], ['trust', 'trust'], []],
])('what it then needs is %s', (_, trust, own, by, needed) => {
  expect(decide(trust, own)).toEqual({ by, needed });
});
