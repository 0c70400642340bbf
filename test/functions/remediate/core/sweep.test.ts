import { ECHO_SECONDS, isOutOfDate } from '../../../../functions/remediate/core/echo';
import { type Lease, NO_LEASE } from '../../../../functions/remediate/core/lease';
import {
  EVENT_SECONDS,
  type LastIncident,
  MAX_SUCCESSIONS,
  type StandingRing,
  type Sweep,
  sweep,
  WATCH_SECONDS,
} from '../../../../functions/remediate/core/sweep';
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
const INCIDENT: LastIncident = { incidentId: 'old', status: 'open', successions: 0, provenAt: undefined };
const HELD = { holder: 'dead', incidentId: 'old', expiresAt: NOW + 200_000 };
const PROVEN = { status: 'mitigated', provenAt: NOW - WATCH_SECONDS * 1000 } as const;

interface Scene {
  readonly lease?: Partial<Lease>;
  readonly incident?: Partial<LastIncident>;
  readonly execution?: Sweep['execution'];
  readonly rings?: readonly Partial<StandingRing>[];
  readonly mode?: 'armed' | 'paused';
}

const decide = ({ lease = {}, incident, execution = 'none', rings = [], mode = 'armed' }: Scene) =>
  sweep(
    {
      lease: { ...NO_LEASE, ...lease },
      incident: incident && { ...INCIDENT, ...incident },
      execution,
      rings: rings.map((ring) => ({ ...RING, ...ring })),
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
      'hands a dead heal to a person when nothing rings any more',
      { lease: HELD, incident: {}, execution: 'ended' },
      { kind: 'escalateOrphan', incidentId: 'old', reason: expect.stringContaining('No signal is in ALARM') },
    ],
    [
      'hands a dead heal to a person when only echoes ring',
      { rings: [{}], lease: { ...HELD, lastActionAt: NOW - 100_000 }, incident: {}, execution: 'ended' },
      { kind: 'escalateOrphan' },
    ],
    [
      'hands over an incident whose heals die one after another',
      { rings: [{}], lease: HELD, incident: { successions: MAX_SUCCESSIONS }, execution: 'ended' },
      { kind: 'escalateOrphan', reason: expect.stringContaining('so did 2 before it') },
    ],
    [
      'hands over an incident that was never written',
      { lease: HELD, execution: 'ended' },
      { kind: 'escalateOrphan', incidentId: 'old' },
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
  ])('%s', (_what, scene, expected) => {
    expect(decide(scene)).toMatchObject(expected);
  });
});

describe('The data in the reason of an alarm that stays in ALARM', () => {
  const lease = { ...NO_LEASE, lastActionAt: NOW - ECHO_SECONDS * 1000 };
  it.each([
    ['are believed soon after an action', { ...lease, lastActionAt: NOW - 60_000 }, 'mitigated', '9', false],
    ['are believed while the version that was proven is live', lease, 'resolved', '1', false],
    ['are out of date when another version is live', lease, 'mitigated', '9', true],
    ['are out of date when nothing was proven', lease, 'escalated', '1', true],
    ['are believed when nothing was ever done', NO_LEASE, 'stoodDown', '1', false],
  ])('%s', (_what, given, status, live, expected) => {
    expect(isOutOfDate(given, { status, toVersion: '1' }, live, NOW)).toBe(expected);
  });
});
