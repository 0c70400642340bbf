import { WallClock } from '../../../local/kernel/wall-clock';

const DAY = 86_400_000;
let clock: WallClock;
beforeEach(() => {
  jest.useFakeTimers();
  clock = new WallClock((error) => {
    throw error;
  });
});
afterEach(() => {
  clock.stop();
  jest.useRealTimers();
});

test('what is due in a year comes then, not at once', async () => {
  const run = jest.fn();
  clock.at(Date.now() + 365 * DAY, 'in a year', run);
  await jest.advanceTimersByTimeAsync(365 * DAY - 1);
  expect(run).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test('what is due in a year can be cancelled meanwhile, or stopped', async () => {
  const run = jest.fn();
  const timer = clock.at(Date.now() + 365 * DAY, 'in a year', run);
  clock.at(Date.now() + 365 * DAY, 'too', run);
  await jest.advanceTimersByTimeAsync(200 * DAY);
  timer.cancel();
  clock.stop();
  await jest.advanceTimersByTimeAsync(200 * DAY);
  expect(run).not.toHaveBeenCalled();
});
