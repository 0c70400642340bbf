import fc from 'fast-check';
import { MODES, type Mode } from '../../../../functions/policy';
import { isOutOfDate } from '../../../../functions/remediate/core/echo';
import { type Lease, NO_LEASE } from '../../../../functions/remediate/core/lease';
import {
  EVENT_SECONDS,
  type LastIncident,
  MAX_SUCCESSIONS,
  type StandingRing,
  type Sweep,
  sweep,
} from '../../../../functions/remediate/core/sweep';
import { alarmView, watchSeconds } from '../../../../functions/remediate/core/watch';
import { NOW } from '../support/evidence';

const RING: StandingRing = {
  key: 'arn#2026-03-14T09:28:00.000Z#patrol#now',
  foundBy: 'patrol',
  alarmName: 'orders-faults',
  incidentId: 'new',
  newestBreachAt: NOW - 130_000,
  stateNow: 'ALARM',
  actionsEnabled: true,
  stateAt: NOW - 120_000,
};
const FAULT_END: StandingRing = {
  ...RING,
  foundBy: 'faultEnd',
  alarmName: 'fault-end',
  newestBreachAt: undefined,
  stateAt: NOW - 60_000,
};
const UNFINISHED: StandingRing = { ...FAULT_END, foundBy: 'unfinished', alarmName: 'unfinished-heal' };
const WATCH_SECONDS = 300;
const INCIDENT: LastIncident = {
  incidentId: 'old',
  status: 'open',
  successions: 0,
  provenAt: undefined,
  untoldSince: undefined,
  aliasUnchanged: true,
};
const AWAITING = { awaiting: { incidentId: 'old', executionArn: 'waiting' } };
const HELD = { holder: 'dead', incidentId: 'old', expiresAt: NOW + 200_000 };
const PROVEN = { status: 'mitigated', provenAt: NOW - WATCH_SECONDS * 1000 } as const;

interface Scene {
  readonly lease?: Partial<Lease> | undefined;
  readonly incident?: Partial<LastIncident> | undefined;
  readonly execution?: Sweep['execution'];
  readonly rings?: readonly Partial<StandingRing>[];
  readonly faultEnd?: Partial<StandingRing> | undefined;
  readonly mode?: Mode;
}

const decide = ({ lease = {}, incident, execution = 'none', rings = [], faultEnd, mode = 'armed' }: Scene) =>
  sweep(
    {
      lease: { ...NO_LEASE, ...lease },
      incident: incident && { ...INCIDENT, ...incident },
      execution,
      rings: rings.map((ring) => ({ ...RING, ...ring })),
      faultEnd: faultEnd && { ...FAULT_END, ...faultEnd },
      unfinished: incident === undefined || (incident.status ?? 'open') !== 'open' ? undefined : UNFINISHED,
      watchSeconds: WATCH_SECONDS,
    },
    mode,
    NOW,
  );

describe('The patrol', () => {
  it.each<[string, Scene, object]>([
    ['does nothing when nothing rings', {}, { kind: 'nothing', reason: 'No signal is in ALARM.' }],
    ['starts a heal for an alarm that nobody heals', { rings: [{}] }, { kind: 'startHeal', succeeds: false }],
    [
      'lets the event go first',
      { rings: [{ stateAt: NOW - EVENT_SECONDS * 1000 + 1 }] },
      { kind: 'nothing', reason: expect.stringContaining('its event goes first') },
    ],
    ['does not heal what is paused', { rings: [{}], mode: 'paused' }, { reason: expect.stringContaining('paused') }],
    [
      'does not heal on a muted alarm',
      { rings: [{ actionsEnabled: false }] },
      { kind: 'nothing', reason: expect.stringContaining('disabled') },
    ],
    [
      'does not heal in the cooldown',
      { rings: [{}], lease: { cooldownUntil: NOW + 1 } },
      { kind: 'nothing', reason: expect.stringContaining('cools down') },
    ],
    ['heals when the cooldown is over', { rings: [{}], lease: { cooldownUntil: NOW } }, { kind: 'startHeal' }],
    [
      'does not heal an echo',
      { rings: [{}], lease: { lastActionAt: NOW - 100_000 } },
      { kind: 'nothing', reason: expect.stringContaining('Echo') },
    ],
    [
      'looks past an echo at the other alarms',
      {
        rings: [{ alarmName: 'echo' }, { alarmName: 'true', newestBreachAt: NOW - 50_000 }],
        lease: { lastActionAt: NOW - 100_000 },
      },
      { kind: 'startHeal', ring: { alarmName: 'true' } },
    ],
    [
      'leaves a held target alone, and says so',
      { rings: [{}], lease: { heldBy: 'old' } },
      { kind: 'reportHeld', incidentId: 'old' },
    ],
    [
      'calls a person about an escalation that nobody was told of',
      { lease: { heldBy: 'old' }, incident: { status: 'escalated', untoldSince: NOW - 60_000 } },
      { kind: 'tellAgain', incidentId: 'old' },
    ],
    [
      'lets the message go first',
      { lease: { heldBy: 'old' }, incident: { status: 'escalated', untoldSince: NOW - 59_000 } },
      { kind: 'reportHeld', incidentId: 'old' },
    ],
    [
      'leaves a heal alone that is under way',
      { rings: [{}], lease: HELD, incident: {}, execution: 'running' },
      { kind: 'nothing', reason: expect.stringContaining('under way') },
    ],
    [
      'replaces a heal that runs without renewing its lease',
      { rings: [{}], lease: { ...HELD, expiresAt: NOW }, incident: {}, execution: 'running' },
      { kind: 'startHeal', succeeds: true },
    ],
    [
      'waits until nothing of a dead heal is left',
      { rings: [{}], lease: HELD, incident: {}, execution: 'ending' },
      { kind: 'nothing', reason: expect.stringContaining('ending') },
    ],
    [
      'has a dead heal continued while an alarm rings',
      { rings: [{}], lease: HELD, incident: {}, execution: 'ended' },
      { kind: 'startHeal', succeeds: true, reason: expect.stringContaining('its incident goes on') },
    ],
    [
      'has a dead heal continued when nothing rings any more: a rollback that works silences the alarms',
      { lease: HELD, incident: {}, execution: 'ended' },
      { kind: 'startHeal', ring: { foundBy: 'unfinished' }, succeeds: true },
    ],
    [
      'has a dead heal continued by what rings rather than without it',
      { rings: [{}], lease: HELD, incident: {}, execution: 'ended' },
      { kind: 'startHeal', ring: { foundBy: 'patrol' }, succeeds: true },
    ],
    [
      'hands a dead heal of a paused target to a person',
      { lease: HELD, incident: {}, execution: 'ended', mode: 'paused' },
      { kind: 'escalateOrphan', incidentId: 'old', reason: expect.stringContaining('paused') },
    ],
    [
      'has a dead heal continued when only echoes ring: what it has begun is to be judged',
      { rings: [{}], lease: { ...HELD, lastActionAt: NOW - 100_000 }, incident: {}, execution: 'ended' },
      { kind: 'startHeal', succeeds: true },
    ],
    [
      'hands over an incident whose heals die one after another',
      { rings: [{}], lease: HELD, incident: { successions: MAX_SUCCESSIONS }, execution: 'ended' },
      { kind: 'escalateOrphan', reason: expect.stringContaining('so did 2 before it') },
    ],
    [
      'hands over an incident that was never written',
      { lease: HELD, execution: 'ended' },
      { kind: 'escalateOrphan', incidentId: 'old', reason: expect.stringContaining('it is not on record') },
    ],
    [
      'hands over an incident whose lease was taken away',
      { rings: [{}], incident: {}, execution: 'ended' },
      { kind: 'escalateOrphan', incidentId: 'old' },
    ],
    [
      'leaves an incident alone whose lease was taken away from a running heal',
      { rings: [{}], incident: {}, execution: 'running' },
      { kind: 'nothing' },
    ],
    [
      'frees the lease of a closed incident',
      { rings: [{}], lease: HELD, incident: { status: 'mitigated' }, execution: 'ended' },
      { kind: 'freeLease' },
    ],
    ['resolves what was mitigated long enough ago', { incident: PROVEN }, { kind: 'resolve', incidentId: 'old' }],
    ['does not resolve while an alarm rings', { incident: PROVEN, rings: [{}], mode: 'paused' }, { kind: 'nothing' }],
    [
      'does not resolve at once',
      { incident: { ...PROVEN, provenAt: PROVEN.provenAt + 1 } },
      { kind: 'nothing', reason: 'No signal is in ALARM.' },
    ],
    [
      'heals a relapse within the cooldown, in the incident that was mitigated',
      { rings: [{}], incident: { ...PROVEN, provenAt: NOW - 60_000 }, lease: { cooldownUntil: NOW + 1 } },
      { kind: 'startHeal', reason: 'Relapse: alarm orders-faults rings 60 s after the recovery was proven.' },
    ],
    [
      'takes it for no relapse when somebody has moved the alias since',
      {
        rings: [{}],
        incident: { ...PROVEN, provenAt: NOW - 60_000, aliasUnchanged: false },
        lease: { cooldownUntil: NOW + 1 },
      },
      { kind: 'nothing', reason: expect.stringContaining('cools down') },
    ],
    [
      'heals in mode approve, where the heal asks',
      { rings: [{}], mode: 'approve' },
      { kind: 'startHeal', succeeds: false },
    ],
    ['has what it would do found out in mode shadow', { rings: [{}], mode: 'shadow' }, { kind: 'startHeal' }],
    [
      'leaves an incident alone that waits for a person',
      { rings: [{}], lease: AWAITING, incident: {}, execution: 'running' },
      { kind: 'nothing', reason: "Incident old waits for a person's approval." },
    ],
    [
      'waits until nothing is left of an execution that waited',
      { lease: AWAITING, incident: {}, execution: 'ending' },
      { kind: 'nothing' },
    ],
    [
      'hands over an incident that nobody waits with any more',
      { rings: [{}], lease: AWAITING, incident: {}, execution: 'ended' },
      {
        kind: 'escalateOrphan',
        incidentId: 'old',
        reason: expect.stringContaining('waited for its approval has ended'),
      },
    ],
    [
      'goes on watching in shadow while an alarm rings',
      { rings: [{}], lease: { shadowing: 'old' }, incident: { status: 'shadow' }, mode: 'shadow' },
      { kind: 'nothing', reason: 'Incident old is watched in shadow: orders-faults in ALARM.' },
    ],
    [
      'goes on watching in shadow while a fault outlasts its end',
      { faultEnd: {}, lease: { shadowing: 'old' }, incident: { status: 'shadow' }, mode: 'shadow' },
      { kind: 'nothing', reason: 'Incident old is watched in shadow: fault-end in ALARM.' },
    ],
    [
      'scores what was watched in shadow when its signals are OK',
      { lease: { shadowing: 'old' }, incident: { status: 'shadow' }, mode: 'shadow' },
      { kind: 'score', incidentId: 'old', recovered: true },
    ],
    [
      'ends the shadow, so that it can heal, when the target is armed in the middle of it',
      { rings: [{}], lease: { shadowing: 'old' }, incident: { status: 'shadow' }, mode: 'armed' },
      { kind: 'score', incidentId: 'old', recovered: false, reason: expect.stringContaining('the mode is armed now') },
    ],
    [
      'keeps the shadow when the target is paused in the middle of it',
      { rings: [{}], lease: { shadowing: 'old' }, incident: { status: 'shadow' }, mode: 'paused' },
      { kind: 'nothing' },
    ],
    [
      'ends a fault whose time is up',
      { faultEnd: {} },
      {
        kind: 'startHeal',
        ring: { alarmName: 'fault-end' },
        reason: 'The time of an injected fault is up, as the patrol found.',
      },
    ],
    [
      'ends no fault whose time is up by seconds: the alarms go first',
      { faultEnd: { stateAt: NOW - EVENT_SECONDS * 1000 + 1 } },
      { kind: 'nothing' },
    ],
    [
      'heals for the alarm where a fault has ended too',
      { rings: [{}], faultEnd: {} },
      { kind: 'startHeal', ring: { alarmName: 'orders-faults' } },
    ],
    [
      'does not end the fault of a paused target',
      { faultEnd: {}, mode: 'paused' },
      { kind: 'nothing', reason: expect.stringContaining('paused') },
    ],
    [
      'does not end the fault of a held target',
      { faultEnd: {}, lease: { heldBy: 'old' } },
      { kind: 'reportHeld', incidentId: 'old' },
    ],
  ])('%s', (_what, scene, expected) => {
    expect(decide(scene)).toMatchObject(expected);
  });
});

describe('The data in the reason of an alarm that stays in ALARM', () => {
  const VIEW = 50;
  const SILENCE = { blame: 'unknown', requests: 0 } as const;
  const lease = { ...NO_LEASE, lastActionAt: NOW - VIEW * 1000 };
  it('are out of date as soon as what is live has failed since the last action, the version that was proven too', () => {
    const soon = { ...lease, lastActionAt: NOW - 1 };
    const incident = { status: 'mitigated', toVersion: '1' };
    for (const live of ['1', '9']) {
      expect(isOutOfDate(soon, incident, live, VIEW, { blame: 'broken', requests: 9 }, NOW)).toBe(true);
      expect(isOutOfDate(soon, incident, live, VIEW, { blame: 'unknown', requests: 9 }, NOW)).toBe(false);
    }
    expect(isOutOfDate(NO_LEASE, incident, '1', VIEW, { blame: 'broken', requests: 9 }, NOW)).toBe(false);
  });

  it('are out of date under traffic, although the version that was proven seems sound: its alarm sees what others do not', () => {
    const incident = { status: 'mitigated', toVersion: '1' };
    expect(isOutOfDate(lease, incident, '1', VIEW, { blame: 'sound', requests: 1 }, NOW)).toBe(true);
    expect(isOutOfDate(lease, incident, '1', VIEW, { blame: 'unknown', requests: 0 }, NOW)).toBe(false);
  });

  it.each([
    ['are believed soon after an action', { ...lease, lastActionAt: NOW - VIEW * 1000 + 1 }, 'mitigated', '9', false],
    ['are believed while the version that was proven is live', lease, 'resolved', '1', false],
    ['are out of date when another version is live', lease, 'mitigated', '9', true],
    ['are out of date when nothing was proven', lease, 'escalated', '1', true],
    ['are believed when nothing was ever done', NO_LEASE, 'stoodDown', '1', false],
  ])('%s', (_what, given, status, live, expected) => {
    expect(isOutOfDate(given, { status, toVersion: '1' }, live, VIEW, SILENCE, NOW)).toBe(expected);
  });
});

describe('An alarm', () => {
  it('looks two periods further back than its own, and a target is watched for the longest view, five minutes at least', () => {
    const tenSeconds = { periodSeconds: 10, evaluationPeriods: 3 };
    expect(alarmView(tenSeconds)).toBe(50);
    expect(watchSeconds([tenSeconds])).toBe(300);
    expect(watchSeconds([tenSeconds, { periodSeconds: 300, evaluationPeriods: 2 }])).toBe(1_200);
    expect(watchSeconds([])).toBe(300);
  });
});

describe('Whatever the patrol sees,', () => {
  const time = fc.integer({ min: NOW - 2_000_000, max: NOW + 1_000_000 });
  /** Mostly absent, so that the rules behind it have their turn. */
  const rarely = <T>(value: T) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(value) });
  const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const ring = fc.record({
    stateAt: time,
    newestBreachAt: perhaps(time),
    actionsEnabled: fc.constantFrom(true, true, true, false),
    key: fc.constantFrom('new', 'new', 'new', 'seen'),
  });
  const scene: fc.Arbitrary<Scene> = fc.record({
    lease: fc.record({
      holder: perhaps(fc.constant('dead')),
      incidentId: fc.constant('old'),
      expiresAt: perhaps(time),
      lastActionAt: perhaps(time),
      cooldownUntil: perhaps(time),
      heldBy: rarely('old'),
      awaiting: rarely(AWAITING.awaiting),
      shadowing: rarely('old'),
      seen: fc.constant(['seen']),
    }),
    incident: perhaps(
      fc.record({
        status: fc.constantFrom<LastIncident['status']>(
          ...(['open', 'open', 'mitigated', 'mitigated', 'resolved', 'escalated', 'stoodDown', 'shadow'] as const),
        ),
        successions: fc.integer({ min: 0, max: 3 }),
        provenAt: perhaps(time),
        aliasUnchanged: fc.boolean(),
      }),
    ),
    execution: fc.constantFrom<Sweep['execution']>('none', 'running', 'ending', 'ended'),
    rings: fc.array(ring, { maxLength: 2 }),
    faultEnd: rarely({ stateAt: NOW - 60_000 }),
    mode: fc.constantFrom(...MODES),
  });
  const holds = (property: (given: Scene, decided: ReturnType<typeof decide>) => void): void =>
    fc.assert(
      fc.property(scene, (given) => property(given, decide(given))),
      { numRuns: 3_000 },
    );

  it('it has one answer with a reason', () => {
    holds((given, decided) => {
      expect(decided.reason).toMatch(/\S/);
      expect(decide(given)).toEqual(decided);
    });
  });

  it('it starts no heal of a target that is paused, held, waits for a person or is healed by somebody alive', () => {
    holds(({ lease: held = {}, execution, mode }, decided) => {
      if (decided.kind !== 'startHeal') return;
      expect(mode).not.toBe('paused');
      if (held.holder === undefined) {
        expect(held).toMatchObject({ heldBy: undefined, awaiting: undefined, shadowing: undefined });
      } else {
        expect(execution === 'ended' || (execution === 'running' && (held.expiresAt ?? 0) <= NOW)).toBe(true);
      }
    });
  });

  it('it starts no heal for an alarm that is muted, an echo, dealt with, or just announced', () => {
    holds(({ lease: given = {} }, decided) => {
      if (decided.kind !== 'startHeal') return;
      const { actionsEnabled, newestBreachAt, key, stateAt } = decided.ring;
      expect(actionsEnabled).toBe(true);
      expect(stateAt).toBeLessThanOrEqual(NOW - EVENT_SECONDS * 1000);
      expect(given.seen ?? []).not.toContain(key);
      // What a dead heal has begun goes on, whatever rings.
      const echo = newestBreachAt !== undefined && newestBreachAt < (given.lastActionAt ?? 0);
      expect(echo && given.holder === undefined).toBe(false);
    });
  });

  it('it takes nothing away from an execution that runs or has just ended', () => {
    holds(({ execution }, decided) => {
      if (execution !== 'running' && execution !== 'ending') return;
      expect(['escalateOrphan', 'freeLease']).not.toContain(decided.kind);
    });
  });

  it('it resolves only what was mitigated and watched for long enough, while nothing rings', () => {
    holds(({ incident: given, rings = [] }, decided) => {
      if (decided.kind !== 'resolve') return;
      expect(given?.status).toBe('mitigated');
      expect(rings).toEqual([]);
      expect(NOW - decided.provenAt).toBeGreaterThanOrEqual(WATCH_SECONDS * 1000);
    });
  });
});
it('a dead heal is not given to a person while an alarm has just gone to ALARM: the next patrol starts another', () => {
  const scene = { lease: HELD, incident: {}, execution: 'ended' as const };
  expect(decide({ ...scene, rings: [{ stateAt: NOW - 5_000 }] })).toMatchObject({
    kind: 'nothing',
    reason: expect.stringContaining('its event goes first'),
  });
  expect(decide({ ...scene, rings: [{ stateAt: NOW - 65_000 }] })).toMatchObject({ kind: 'startHeal', succeeds: true });
  expect(decide({ ...scene, incident: { successions: 2 }, rings: [{ stateAt: NOW - 5_000 }] })).toMatchObject({
    kind: 'escalateOrphan',
  });
});
