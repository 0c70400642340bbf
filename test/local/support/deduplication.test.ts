import fc from 'fast-check';
import { contentId } from '../../../local/services/support/content-id';
import { Deduplication } from '../../../local/services/support/deduplication';
import { SequenceNumbers } from '../../../local/services/support/sequence-numbers';

const MINUTE = 60_000;

test('an id is known for five minutes, and no longer', () => {
  const seen = new Deduplication<string>();
  seen.remember('a', 'first', 0);
  expect(seen.find('a', 5 * MINUTE - 1)).toBe('first');
  expect(seen.find('a', 5 * MINUTE)).toBeUndefined();
});

test('to ask for an id does not make it known for longer', () => {
  const seen = new Deduplication<string>();
  seen.remember('a', 'first', 0);
  for (let minute = 1; minute < 5; minute += 1) expect(seen.find('a', minute * MINUTE)).toBe('first');
  expect(seen.find('a', 5 * MINUTE)).toBeUndefined();
});

test('an id that comes again after its time is known anew', () => {
  const seen = new Deduplication<string>();
  seen.remember('a', 'first', 0);
  seen.remember('b', 'other', 4 * MINUTE);
  seen.remember('a', 'second', 6 * MINUTE);
  expect(seen.find('b', 8 * MINUTE)).toBe('other');
  expect(seen.find('b', 9 * MINUTE)).toBeUndefined();
  expect(seen.find('a', 9 * MINUTE)).toBe('second');
});

test('however messages come, of those with one id in five minutes the first counts', () => {
  const messages = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), after: fc.integer({ min: 0, max: 400 }) }));
  fc.assert(
    fc.property(messages, (all) => {
      const seen = new Deduplication<number>();
      const accepted: { id: string; time: number }[] = [];
      let time = 0;
      for (const { id, after } of all) {
        time += after * 1000;
        const known = accepted.findLast((one) => one.id === id && time - one.time < 5 * MINUTE);
        expect(seen.find(id, time)).toBe(known?.time);
        if (known !== undefined) continue;
        accepted.push({ id, time });
        seen.remember(id, time, time);
      }
    }),
  );
});

test('what stands for a body is its SHA-256', () => {
  expect(contentId('Test')).toBe('532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25');
});

test('sequence numbers have 20 digits and grow', () => {
  const numbers = new SequenceNumbers(90n, 7n);
  expect([numbers.next(), numbers.next()]).toEqual(['00000000000000000097', '00000000000000000104']);
});
