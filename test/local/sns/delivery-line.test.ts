import { VirtualClock } from '../../../local/kernel/virtual-clock';
import { DeliveryLine } from '../../../local/services/sns/delivery-line';

const clock = new VirtualClock(0);
afterAll(() => clock.stop());

test('what is slow to deliver holds up what comes after it', async () => {
  const line = new DeliveryLine(clock, 'line');
  const done: string[] = [];
  const deliver = (name: string, ms: number) => async () => {
    await clock.sleep(ms);
    done.push(`${name} at ${clock.now()}`);
  };
  line.add(deliver('slow', 1000));
  line.add(deliver('fast', 0));
  await clock.advanceTo(500);
  line.add(deliver('last', 10));
  expect(done).toEqual([]);
  await clock.advanceTo(2000);
  expect(done).toEqual(['slow at 1000', 'fast at 1000', 'last at 1010']);
});
