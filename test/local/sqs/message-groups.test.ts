import fc from 'fast-check';
import { MessageGroups } from '../../../local/services/sqs/message-groups';
import { Queue } from '../../../local/services/sqs/queue';

const NOW = 1000;
const LATER = 2000;

/** Messages by name: `a1` is the first of group a. Those in `hidden` are in flight. */
function line(names: readonly string[], hidden: readonly string[] = []) {
  const groups = new MessageGroups();
  const messages = names.map((name) => {
    groups.join(name.charAt(0));
    return { name, group: name.charAt(0), visibleFrom: hidden.includes(name) ? LATER : NOW };
  });
  return { groups, available: () => groups.available(messages, NOW).map(({ name }) => name) };
}

test('the messages of a group come together, and groups in the order of their first messages', () => {
  expect(line(['a1', 'b1', 'a2', 'c1', 'b2']).available()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
});

test('nothing comes after a hidden message of its group, and other groups do', () => {
  const all = ['a1', 'a2', 'a3', 'b1'];
  expect(line(all, ['a1']).available()).toEqual(['b1']);
  expect(line(all, ['a2']).available()).toEqual(['a1', 'b1']);
  expect(line(all, ['a3']).available()).toEqual(['a1', 'a2', 'b1']);
});

test('a group that was given out from comes last', () => {
  const { groups, available } = line(['a1', 'b1', 'c1']);
  groups.toTheEnd('a');
  groups.toTheEnd('b');
  expect(available()).toEqual(['c1', 'a1', 'b1']);
});

test('a group that has had no messages comes as a new one', () => {
  const groups = new MessageGroups();
  groups.join('a');
  groups.join('b');
  const b = { group: 'b', visibleFrom: NOW };
  groups.available([b], NOW);
  groups.join('a');
  const a = { group: 'a', visibleFrom: NOW };
  expect(groups.available([a, b], NOW)).toEqual([b, a]);
});

test('behind 120000 messages of one group no other is found', () => {
  const many = Array.from({ length: 120_000 }, () => ({ group: 'a', visibleFrom: LATER }));
  const other = { group: 'b', visibleFrom: NOW };
  expect(new MessageGroups().available([...many, other], NOW)).toEqual([]);
  expect(new MessageGroups().available([...many.slice(1), other], NOW)).toEqual([other]);
});

test('whatever is hidden and however groups have turned, each group gives a beginning of what it has, in order', () => {
  const messages = fc.array(
    fc.record({ group: fc.constantFrom('a', 'b', 'c'), visibleFrom: fc.constantFrom(NOW, LATER) }),
  );
  fc.assert(
    fc.property(messages, fc.array(fc.constantFrom('a', 'b', 'c')), (all, turned) => {
      const groups = new MessageGroups();
      for (const { group } of all) groups.join(group);
      for (const group of turned) groups.toTheEnd(group);
      const given = groups.available(all, NOW);
      for (const group of ['a', 'b', 'c']) {
        const own = all.filter((message) => message.group === group);
        const got = given.filter((message) => message.group === group);
        expect(got).toEqual(own.slice(0, got.length));
        expect(own[got.length]?.visibleFrom).not.toBe(NOW);
        expect(got.every(({ visibleFrom }) => visibleFrom === NOW)).toBe(true);
      }
      expect(given).toHaveLength(new Set(given).size);
    }),
  );
});

test('of 120000 messages in flight a queue gives no more', () => {
  const queue = new Queue('q.fifo', 'arn', 0, { FifoQueue: 'true', MessageRetentionPeriod: '345600' });
  const add = (index: number, visibleFrom: number) =>
    queue.add({
      id: String(index),
      group: String(index),
      visibleFrom,
      receiveCount: 1,
      sent: 0,
      body: '',
      attributes: {},
      deduplicationId: undefined,
      sequence: undefined,
      traceHeader: undefined,
      senderId: '',
      receipt: undefined,
      firstReceived: 0,
    });
  add(0, NOW);
  for (let index = 1; index < 120_000; index += 1) add(index, LATER);
  expect(queue.available(NOW)).toHaveLength(1);
  add(120_000, LATER);
  expect(queue.available(NOW)).toHaveLength(0);
});
