import { START } from '../support/platform';
import { Bench, PREFIX, ROLE } from './machine';

const MACHINE = `${PREFIX}:stateMachine:m`;
const LIVE = `${MACHINE}:live`;
const version = (number: number) => `${MACHINE}:${number}`;
const route = (number: number, weight: number) => ({ stateMachineVersionArn: version(number), weight });
const says = (what: string) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', Output: what, End: true } } });

interface Answer {
  readonly [member: string]: unknown;
  readonly stateMachineAliases: ReadonlyArray<{ readonly stateMachineAliasArn: string }>;
  readonly executions: readonly unknown[];
}

let bench: Bench;
const ask = (operation: string, input: object) => bench.platform.ask<Answer>('states', operation, input);
const create = (routingConfiguration: readonly object[], more: object = {}) =>
  ask('CreateStateMachineAlias', { name: 'live', routingConfiguration, ...more });

/** A machine with the versions 1, 2 and 3, which say so. */
beforeEach(async () => {
  bench = new Bench();
  await ask('CreateStateMachine', { name: 'm', roleArn: ROLE, definition: says('1'), publish: true });
  for (const what of ['2', '3'])
    await ask('UpdateStateMachine', { stateMachineArn: MACHINE, definition: says(what), publish: true });
});

describe('an alias of a state machine', () => {
  it('starts the version that it stands for', async () => {
    expect(await create([route(2, 100)])).toEqual({ stateMachineAliasArn: LIVE, creationDate: new Date(START) });
    const execution = await bench.start(LIVE);
    await bench.platform.pass(1);
    expect(await bench.describe(execution)).toMatchObject({
      output: '"2"',
      stateMachineArn: MACHINE,
      stateMachineVersionArn: version(2),
      stateMachineAliasArn: LIVE,
    });
    await bench.start(version(2));
    expect((await ask('ListExecutions', { stateMachineArn: LIVE })).executions).toHaveLength(1);
  });

  it('shares executions between two versions by weight', async () => {
    await create([route(1, 80), route(2, 20)]);
    const started = await Promise.all(Array.from({ length: 100 }, () => bench.start(LIVE)));
    await bench.platform.pass(1);
    const outputs = await Promise.all(started.map(async (arn) => (await bench.describe(arn)).output));
    const second = outputs.filter((output) => output === '"2"').length;
    expect(second).toBeGreaterThan(8);
    expect(second).toBeLessThan(35);
  });

  it('is described and moved', async () => {
    await create([route(1, 100)], { description: 'what is live' });
    await bench.platform.pass(10);
    const updateDate = new Date(START + 10_000);
    const routingConfiguration = [route(1, 50), route(2, 50)];
    expect(await ask('UpdateStateMachineAlias', { stateMachineAliasArn: LIVE, routingConfiguration })).toEqual({
      updateDate,
    });
    expect(await ask('DescribeStateMachineAlias', { stateMachineAliasArn: LIVE })).toEqual({
      stateMachineAliasArn: LIVE,
      name: 'live',
      description: 'what is live',
      routingConfiguration,
      creationDate: new Date(START),
      updateDate,
    });
  });

  it('is created once: again with the same, never with another routing', async () => {
    const first = await create([route(1, 100)]);
    await bench.platform.pass(10);
    expect(await create([route(1, 100)])).toEqual(first);
    for (const other of [create([route(2, 100)]), create([route(1, 100)], { description: 'other' })])
      await expect(other).rejects.toMatchObject({ code: 'ConflictException' });
  });

  it('holds on to its versions', async () => {
    await create([route(1, 100)]);
    const remove = { stateMachineVersionArn: version(1) };
    await expect(ask('DeleteStateMachineVersion', remove)).rejects.toMatchObject({
      code: 'ConflictException',
      message:
        'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
    });
    expect(await ask('DeleteStateMachineAlias', { stateMachineAliasArn: LIVE })).toEqual({});
    expect(await ask('DeleteStateMachineAlias', { stateMachineAliasArn: LIVE })).toEqual({});
    expect(await ask('DeleteStateMachineVersion', remove)).toEqual({});
  });

  it('is listed with its machine, or with its version, page by page', async () => {
    for (const [name, number] of [
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ] as const)
      await create([route(number, 100)], { name });
    const names = async (input: object) => {
      const { stateMachineAliases, nextToken } = await ask('ListStateMachineAliases', input);
      return { names: stateMachineAliases.map((one) => one.stateMachineAliasArn.split(':').at(-1)), nextToken };
    };
    expect((await names({ stateMachineArn: version(1) })).names).toEqual(['a', 'c']);
    const first = await names({ stateMachineArn: MACHINE, maxResults: 2 });
    expect(first.names).toEqual(['a', 'b']);
    expect((await names({ stateMachineArn: MACHINE, nextToken: first.nextToken })).names).toEqual(['c']);
  });

  it.each([
    [
      'the machine itself',
      [{ stateMachineVersionArn: MACHINE, weight: 100 }],
      'must contain state machine version ARNs',
    ],
    ['one version twice', [route(1, 50), route(1, 50)], 'must contain distinct state machine version ARNs'],
    ['three versions', [route(1, 50), route(2, 30), route(3, 20)], 'Member must have length less than or equal to 2'],
    ['too little', [route(1, 70), route(2, 29)], 'must equal 100. Received: [70, 29]'],
    ['too much of one', [route(1, 101)], "Value '101' at 'routingConfiguration.1.member.weight'"],
  ])('refuses a routing of %s', async (_, routing, problem) => {
    await expect(create(routing)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(problem),
    });
  });

  it.each(['123', 'a b', 'a@', 'x'.repeat(81)])('refuses the name %s', async (name) => {
    await expect(create([route(1, 100)], { name })).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("at 'name' failed to satisfy constraint"),
    });
  });

  it('knows no version that was not published, and no alias that was not created', async () => {
    const unknown = { code: 'ResourceNotFound', message: 'Request references a resource that does not exist.' };
    await expect(create([route(9, 100)])).rejects.toMatchObject(unknown);
    const input = { stateMachineAliasArn: LIVE };
    await expect(ask('DescribeStateMachineAlias', input)).rejects.toMatchObject(unknown);
    await expect(ask('UpdateStateMachineAlias', { ...input, description: 'x' })).rejects.toMatchObject(unknown);
  });
});
