import { incidentIdOf, newestBreachAt, parseHealInput, ringKey } from '../../../functions/remediate/signal-event';
import { alarmEvent } from './support/policy';

const parse = (event: unknown, targetId: unknown = 'orders') => parseHealInput({ targetId, event });

function changed(change: (event: ReturnType<typeof alarmEvent>) => void) {
  const event = alarmEvent();
  change(event);
  return event;
}

describe('An alarm event', () => {
  it('is read as CloudWatch writes it', () => {
    const { targetId, signal } = parse(alarmEvent());
    expect(targetId).toBe('orders');
    expect(signal).toMatchObject({
      alarmName: 'orders-faults',
      stateAt: Date.parse('2026-03-14T09:29:58.000Z'),
      threshold: 0.1,
    });
    expect(newestBreachAt(signal, 'GreaterThanThreshold')).toBe(Date.parse('2026-03-14T09:29:40.000Z'));
  });

  it.each<[string, unknown]>([
    ['The input is missing', undefined],
    ['The input is not an object', 'text'],
    ['targetId is 7', { targetId: 7, event: alarmEvent() }],
    ['targetId is "../x"', { targetId: '../x', event: alarmEvent() }],
    ['event is missing', { targetId: 'orders' }],
    [
      'event.detail-type is "Scheduled Event"',
      withEvent((event) => Object.assign(event, { 'detail-type': 'Scheduled Event' })),
    ],
    ['event.resources does not begin', withEvent((event) => Object.assign(event, { resources: [] }))],
    ['event.detail is missing', withEvent((event) => Object.assign(event, { detail: undefined }))],
    ['event.detail.state.value is "OK"', withEvent(({ detail }) => Object.assign(detail.state, { value: 'OK' }))],
    [
      'event.detail.state.timestamp is "now"',
      withEvent(({ detail }) => Object.assign(detail.state, { timestamp: 'now' })),
    ],
  ])('is refused when %s', (message, input) => {
    expect(() => parseHealInput(input)).toThrow(expect.objectContaining({ name: 'MalformedEvent' }));
    expect(() => parseHealInput(input)).toThrow(message);
  });

  it.each<[string, unknown]>([
    ['no data', undefined],
    ['data that is not JSON', '{'],
    ['data of another shape', '{"evaluatedDatapoints":[null,{"timestamp":3}]}'],
  ])('with %s says nothing about when it began', (_name, reasonData) => {
    const { signal } = parse(changed(({ detail }) => Object.assign(detail.state, { reasonData })));
    expect(newestBreachAt(signal, 'GreaterThanThreshold')).toBeUndefined();
  });

  it.each([
    ['GreaterThanThreshold', 1],
    ['GreaterThanOrEqualToThreshold', 2],
    ['LessThanThreshold', 0],
    ['LessThanOrEqualToThreshold', 2],
    ['LessThanLowerOrGreaterThanUpperThreshold', 2],
  ])('finds the newest breach by %s', (comparison, newest) => {
    const datapoints = [
      { at: 0, value: 1 },
      { at: 1, value: 3 },
      { at: 2, value: 2 },
      { at: 9, value: undefined },
    ];
    const { signal } = parse(alarmEvent());
    expect(newestBreachAt({ ...signal, threshold: 2, datapoints }, comparison)).toBe(newest);
  });
});

describe('The end of a fault, as the patrol announces it,', () => {
  const event = (changes: Record<string, unknown> = {}, detail: Record<string, unknown> = {}) => ({
    'detail-type': 'Self-Healing Fault Ended',
    time: '2026-03-14T09:30:10.000Z',
    resources: ['fault-end:orders-function:3'],
    detail: { patrol: true, version: '3', until: '2026-03-14T10:20:00.000+01:00', ...detail },
    ...changes,
  });

  it('is a signal without an alarm', () => {
    const { signal } = parse(event());
    expect(signal).toEqual({
      foundBy: 'faultEnd',
      alarmArn: 'fault-end:orders-function:3',
      alarmName: 'fault-end',
      stateAt: Date.parse('2026-03-14T09:20:00.000Z'),
      patrolAt: Date.parse('2026-03-14T09:30:10.000Z'),
      reason: 'The fault injected into version 3 was to end at 2026-03-14T09:20:00.000Z.',
      datapoints: [],
      threshold: undefined,
    });
    expect(newestBreachAt(signal, undefined)).toBeUndefined();
    expect(incidentIdOf(signal)).toMatch(/^20260314T093010000Z-/);
  });

  it('is another ring with each patrol', () => {
    const later = parse(event({ time: '2026-03-14T09:31:10.000Z' }));
    expect(ringKey(later.signal)).not.toBe(ringKey(parse(event()).signal));
  });

  it.each<[string, unknown]>([
    ['event.detail.patrol is not true', event({}, { patrol: false })],
    ['event.detail.version is not a string', event({}, { version: 3 })],
    ['event.detail.until is "never"', event({}, { until: 'never' })],
    ['event.time is undefined', event({ time: undefined })],
    ['event.resources does not begin', event({ resources: [] })],
  ])('is refused when %s', (message, malformed) => {
    expect(() => parse(malformed)).toThrow(message);
  });
});

describe('An alarm', () => {
  it.each([
    [undefined, 'event'],
    [true, 'patrol'],
  ])('with patrol %p in its detail was found by the %s', (patrol, foundBy) => {
    const event = changed(({ detail }) => Object.assign(detail, { patrol }));
    expect(parse(event).signal.foundBy).toBe(foundBy);
  });
});

function withEvent(change: (event: ReturnType<typeof alarmEvent>) => void) {
  return { targetId: 'orders', event: changed(change) };
}
