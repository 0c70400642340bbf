import type { LedgerEntry } from '../../../../functions/remediate/core/ledger';
import { rollBackVersions } from '../../../../functions/remediate/core/protection';
import { originalOf, quarantineOf } from '../../../../functions/remediate/core/redeploy';
import { scoreOf } from '../../../../functions/remediate/core/score';
import { baking, healthy, quarantined } from '../support/evidence';

describe('A redeploy', () => {
  const configuration = (version: string, variables: Record<string, string> | null, codeSha256 = 'code') => ({
    version,
    codeSha256,
    settings: { MemorySize: 128 },
    variables,
  });
  const original = (
    versions: ReturnType<typeof configuration>[],
    ledger: LedgerEntry[] = [quarantined('1'), quarantined('2')],
  ) => originalOf('3', versions, ledger, new Set(['HEALED_BY']));

  it('is known by the same code and configuration, our own marker apart', () => {
    const versions = [configuration('1', { A: '1' }), configuration('2', { A: '2' }), configuration('3', { A: '1' })];
    expect(original(versions)).toBe('1');
    const healed = [configuration('1', { A: '1', HEALED_BY: 'i' }), configuration('3', { A: '1' })];
    expect(original(healed)).toBe('1');
  });

  it('is one of the newest where several are alike', () => {
    expect(original(['1', '2', '3'].map((version) => configuration(version, {})))).toBe('2');
  });

  it.each([
    ['other code', [configuration('1', {}, 'bad'), configuration('3', {}, 'good')]],
    ['another variable', [configuration('1', { A: '1' }), configuration('3', { A: '2' })]],
    ['an environment that cannot be read', [configuration('1', null), configuration('3', null)]],
    ['nothing to compare with', [configuration('3', {})]],
    ['no such version', [configuration('1', {})]],
  ])('is none with %s', (_what, versions) => {
    expect(original(versions)).toBeUndefined();
  });

  it('is none of a version that is not quarantined', () => {
    const versions = ['1', '2', '3'].map((version) => configuration(version, {}));
    expect(original(versions, [healthy('1'), baking('2')])).toBeUndefined();
  });

  it('stands under the quarantine of its original until either is released', () => {
    const redeploy = baking('3', { redeployOf: '2' });
    expect(quarantineOf('3', [quarantined('2'), redeploy])).toMatchObject({ version: '2' });
    expect(quarantineOf('2', [quarantined('2'), redeploy])).toMatchObject({ version: '2' });
    expect(quarantineOf('3', [baking('2'), redeploy])).toBeUndefined();
    expect(quarantineOf('3', [quarantined('2'), baking('3')])).toBeUndefined();
    expect(quarantineOf('4', [quarantined('2')])).toBeUndefined();
  });
});

describe('Versions to roll back to', () => {
  it('are the Healthy ones, newest first, that no barrier cuts off', () => {
    const ledger = [healthy('9'), healthy('10'), baking('11'), quarantined('12')];
    expect(rollBackVersions(ledger).map(({ version }) => version)).toEqual(['10', '9']);
    const cut = [...ledger, baking('13', { barrier: 'migration' })];
    expect(rollBackVersions(cut)).toEqual([]);
    expect(
      rollBackVersions([healthy('9'), healthy('10', { barrier: 'migration' })]).map(({ version }) => version),
    ).toEqual(['10']);
  });
});

describe('What was watched in shadow', () => {
  const would = { kind: 'rollBack', toVersion: '1' };
  it.each([
    ['agreed when traffic went where it would have', would, { version: '1', weights: {}, unchanged: false }, 'agreed'],
    ['differed when it went elsewhere', would, { version: '3', weights: {}, unchanged: false }, 'differed'],
    [
      'differed when only part of it went there',
      would,
      { version: '1', weights: { '2': 0.5 }, unchanged: false },
      'differed',
    ],
    ['recovered alone when nobody moved it', would, { version: '2', weights: {}, unchanged: true }, 'recoveredAlone'],
    [
      'differed when a reset would have made a version',
      { kind: 'resetFault' },
      { version: '3', weights: {}, unchanged: false },
      'differed',
    ],
    ['differed when the alias is gone', would, undefined, 'differed'],
    [
      'recovered alone when it would have called a person',
      { kind: 'escalate' },
      { version: '2', weights: {}, unchanged: true },
      'recoveredAlone',
    ],
  ] as const)('%s', (_what, given, alias, expected) => {
    expect(scoreOf(given, alias)).toBe(expected);
  });
});
