import { DEFAULT_LATENCIES, latenciesWith } from '../../../local/kernel/latencies';

describe('the table of latencies', () => {
  test('is changed entry by entry', () => {
    expect(latenciesWith()).toEqual(DEFAULT_LATENCIES);
    expect(latenciesWith({ eventDelivery: 5, alarmOffset: 0 })).toEqual({
      ...DEFAULT_LATENCIES,
      eventDelivery: 5,
      alarmOffset: 0,
    });
  });

  test.each([
    [{ delivery: 5 }, 'There is no latency "delivery"; there are eventDelivery, logToMetric,'],
    [{ coldStart: -1 }, 'The latency coldStart must be milliseconds from 0 to 86400000, not -1.'],
    [{ coldStart: Number.NaN }, 'not NaN'],
    [{ coldStart: 'own' }, 'not own'],
    [{ alarmOffset: 'mine' }, 'The latency alarmOffset must be milliseconds from 0 to 86400000, or own, not mine.'],
  ])('refuses %j', (changes, message) => {
    expect(() => latenciesWith(changes as never)).toThrow(message);
  });
});
