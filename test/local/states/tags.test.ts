import { Bench, PREFIX } from './machine';

const ARN = `${PREFIX}:stateMachine:machine-0`;

async function machine() {
  const bench = new Bench();
  const ask = (operation: string, input: object) =>
    bench.platform.ask<{ tags: object[] }>('states', operation, { resourceArn: ARN, ...input });
  await bench.create({ P: { Type: 'Pass', End: true } });
  return { bench, ask };
}

describe('tags of a state machine', () => {
  it('are set, replaced, removed and listed', async () => {
    const { ask } = await machine();
    expect(await ask('ListTagsForResource', {})).toEqual({ tags: [] });
    await ask('TagResource', { tags: [{ key: 'a', value: '1' }, { key: 'b' }] });
    await ask('TagResource', { tags: [{ key: 'a', value: '2' }] });
    expect((await ask('ListTagsForResource', {})).tags).toEqual([
      { key: 'a', value: '2' },
      { key: 'b', value: '' },
    ]);
    await ask('UntagResource', { tagKeys: ['a', 'none'] });
    expect((await ask('ListTagsForResource', {})).tags).toEqual([{ key: 'b', value: '' }]);
  });

  it('are given at creation and outlive an update', async () => {
    const { bench, ask } = await machine();
    const { definition, roleArn } = await bench.platform.ask<{ definition: string; roleArn: string }>(
      'states',
      'DescribeStateMachine',
      { stateMachineArn: ARN },
    );
    const tags = [{ key: 'team', value: 'x' }];
    const resourceArn = `${PREFIX}:stateMachine:other`;
    await bench.platform.ask('states', 'CreateStateMachine', { name: 'other', definition, roleArn, tags });
    await bench.platform.ask('states', 'UpdateStateMachine', { stateMachineArn: resourceArn, roleArn: `${roleArn}2` });
    expect((await ask('ListTagsForResource', { resourceArn })).tags).toEqual(tags);
  });

  it.each<[string, object, string]>([
    ['ListTagsForResource', { resourceArn: `${PREFIX}:stateMachine:none` }, 'ResourceNotFound'],
    ['ListTagsForResource', { resourceArn: 'none' }, 'InvalidArn'],
    ['TagResource', { tags: [{ key: '', value: '' }] }, 'ValidationException'],
    ['TagResource', { tags: [{ key: 'k'.repeat(129) }] }, 'ValidationException'],
    ['TagResource', { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}` })) }, 'TooManyTags'],
  ])('%s refuses %j with %s', async (operation, input, code) => {
    const { ask } = await machine();
    await expect(ask(operation, input)).rejects.toMatchObject({ code });
  });
});
