import { type Lease, NO_LEASE, remember } from '../../../../functions/remediate/core/lease';
import { type Asker, mayOpen, type Ring } from '../../../../functions/remediate/core/open';
import { NOW } from '../support/evidence';

const RING: Ring = {
  key: 'arn#2026-03-14T09:29:58.000Z',
  foundBy: 'event',
  alarmName: 'orders-faults',
  incidentId: 'new',
  newestBreachAt: NOW - 20_000,
  stateNow: 'ALARM',
  actionsEnabled: true,
};
const ASKER: Asker = { holder: 'me', mode: 'armed', now: NOW, watched: undefined };
const WATCHED = { incidentId: 'old', provenAt: NOW - 120_000 };
const AWAITING = { awaiting: { incidentId: 'old', executionArn: 'asker' }, incidentId: 'old' };
const DEAD = { holder: 'dead', incidentId: 'old', expiresAt: NOW };

const opening = (lease: Partial<Lease> = {}, ring: Partial<Ring> = {}, asker: Partial<Asker> = {}) =>
  mayOpen({ ...NO_LEASE, ...lease }, { ...RING, ...ring }, { ...ASKER, ...asker });

describe('A signal', () => {
  it.each([
    ['opens an incident when nothing stands against it', opening(), { kind: 'open', how: 'new', incidentId: 'new' }],
    [
      'reacquires a lease that is already ours, even past its end',
      opening({ holder: 'me', incidentId: 'old', expiresAt: NOW - 1, seen: [RING.key] }),
      { kind: 'open', how: 'retry', incidentId: 'old' },
    ],
    [
      'goes on after the answer of a person, although it was seen, paused, and OK by now',
      opening({ ...AWAITING, seen: [RING.key] }, { stateNow: 'OK' }, { holder: 'asker', mode: 'paused' }),
      { kind: 'open', how: 'answered', incidentId: 'old' },
    ],
    [
      'goes on with the incident of a healer that let its lease expire',
      opening(DEAD),
      { kind: 'open', how: 'succession', incidentId: 'old' },
    ],
    [
      'goes on with it in the cooldown too, where only the decision waits',
      opening({ ...DEAD, cooldownUntil: NOW + 60_000 }),
      { kind: 'open', how: 'succession' },
    ],
    [
      'goes on with it as an echo too: what was begun is finished',
      opening({ ...DEAD, lastActionAt: NOW }),
      { kind: 'open', how: 'succession' },
    ],
    ['does not go on with it when paused', opening(DEAD, {}, { mode: 'paused' }), { cause: 'paused' }],
    ['does not go on with it when held', opening({ ...DEAD, heldBy: 'old' }), { cause: 'held' }],
    [
      'is a relapse of the incident that is still watched, cooldown or not',
      opening({ incidentId: 'old', cooldownUntil: NOW + 60_000 }, {}, { watched: WATCHED }),
      {
        kind: 'open',
        how: 'relapse',
        incidentId: 'old',
        reason: 'Relapse: alarm orders-faults rings 120 s after the recovery was proven.',
      },
    ],
    [
      'is no relapse as an echo',
      opening({ incidentId: 'old', lastActionAt: NOW - 10_000 }, {}, { watched: WATCHED }),
      { cause: 'echo' },
    ],
    [
      'stands down while an incident waits for a person, and goes on its record',
      opening(AWAITING),
      { cause: 'awaiting', incidentId: 'old' },
    ],
    [
      'stands down while an incident is watched in shadow, and goes on its record',
      opening({ shadowing: 'old', incidentId: 'old' }),
      { cause: 'shadowed', incidentId: 'old' },
    ],
    [
      'opens when the cooldown is over',
      opening({ incidentId: 'old', cooldownUntil: NOW }),
      { kind: 'open', how: 'new', incidentId: 'new' },
    ],
    [
      'opens for the end of a fault, which says so',
      opening({}, { foundBy: 'faultEnd', newestBreachAt: undefined }),
      { kind: 'open', reason: 'The time of an injected fault is up, as the patrol found.' },
    ],
    [
      'opens when the alarm knows nothing any more: that is not OK',
      opening({}, { stateNow: 'INSUFFICIENT_DATA' }),
      { kind: 'open' },
    ],
    ['stands down when paused', opening({}, {}, { mode: 'paused' }), { cause: 'paused' }],
    ['stands down when muted', opening({}, { actionsEnabled: false }), { cause: 'muted' }],
    ['stands down when the alarm is OK again', opening({}, { stateNow: 'OK' }), { cause: 'recovered' }],
    [
      'stands down as a duplicate',
      opening({ seen: [RING.key], incidentId: 'old' }),
      { cause: 'duplicate', incidentId: 'old' },
    ],
    [
      'stands down while another heal is under way, and goes on its incident',
      opening({ holder: 'other', incidentId: 'old', expiresAt: NOW + 30_000 }),
      { cause: 'leased', incidentId: 'old', reason: expect.stringContaining('30 s') },
    ],
    [
      'stands down as an echo of data from before the last action',
      opening({ incidentId: 'old', lastActionAt: NOW - 10_000 }),
      { cause: 'echo', incidentId: 'old', reason: expect.stringContaining('10 s before') },
    ],
    [
      'is no echo when its data is newer than the last action',
      opening({ lastActionAt: NOW - 30_000 }),
      { kind: 'open' },
    ],
    [
      'is no echo when its data is unknown',
      opening({ lastActionAt: NOW }, { newestBreachAt: undefined }),
      { kind: 'open' },
    ],
    ['stands down in the cooldown', opening({ cooldownUntil: NOW + 1_000, incidentId: 'old' }), { cause: 'cooldown' }],
    [
      'stands down while an escalated incident holds the target, however long ago that was',
      opening({ cooldownUntil: NOW - 86_400_000, heldBy: 'old', incidentId: 'old' }),
      { cause: 'held', reason: expect.stringContaining('held until it is resumed') },
    ],
    [
      'opens when it was found by the patrol, which says so',
      opening({}, { foundBy: 'patrol' }),
      { kind: 'open', reason: expect.stringContaining('as the patrol found') },
    ],
  ])('%s', (_name, result, expected) => {
    expect(result).toMatchObject(expected);
  });

  it('is remembered, and the oldest are forgotten', () => {
    const seen = Array.from({ length: 250 }, (_, n) => `${n}`).reduce<readonly string[]>(remember, []);
    expect(seen).toHaveLength(100);
    expect(seen.at(-1)).toBe('249');
    expect(remember(seen, '249')).toBe(seen);
  });
});
