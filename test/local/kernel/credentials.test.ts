import { CredentialRegistry, type Principal } from '../../../local/kernel/credentials';

const ROLE = 'arn:aws:iam::000000000000:role/target';
const fn: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/healer', session: 'f', environment: 'e' };

describe('the credentials of a session', () => {
  const registry = new CredentialRegistry('000000000000');
  const begin = (by: Principal) => registry.identify(registry.issueSession(ROLE, 'task', 1_000, by).accessKeyId);

  test('belong to the role, and tell where they come from and whose process uses them', () => {
    expect(begin(fn)).toEqual({
      kind: 'role',
      arn: ROLE,
      session: 'task',
      expiresAt: 1_000,
      origin: fn.arn,
      environment: 'e',
    });
  });

  test('come from where the first of several sessions began', () => {
    expect(begin(begin(fn))).toMatchObject({ origin: fn.arn, environment: 'e' });
  });

  test('come from no role when the operator has begun it', () => {
    expect(begin({ kind: 'operator', arn: 'x' })).toEqual({
      kind: 'role',
      arn: ROLE,
      session: 'task',
      expiresAt: 1_000,
    });
  });

  test('are never the same twice', () => {
    const keys = Array.from({ length: 3 }, () => registry.issueSession(ROLE, 'task', 1_000, fn).accessKeyId);
    expect(new Set(keys).size).toBe(3);
  });
});
