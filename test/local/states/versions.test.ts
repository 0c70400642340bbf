import { START } from '../support/platform';
import { Bench, PREFIX, ROLE } from './machine';

const MACHINE = `${PREFIX}:stateMachine:m`;
const says = (what: string) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', Output: what, End: true } } });

interface Answer {
  readonly [member: string]: unknown;
  readonly stateMachineVersions: ReadonlyArray<{ readonly stateMachineVersionArn: string }>;
  readonly executions: ReadonlyArray<{ readonly executionArn: string; readonly stateMachineVersionArn?: string }>;
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
const ask = (operation: string, input: object) => bench.platform.ask<Answer>('states', operation, input);
const create = (more: object = {}) =>
  ask('CreateStateMachine', { name: 'm', roleArn: ROLE, definition: says('one'), ...more });
const update = (what: string, more: object = {}) =>
  ask('UpdateStateMachine', { stateMachineArn: MACHINE, definition: says(what), ...more });
const publish = (more: object = {}) => ask('PublishStateMachineVersion', { stateMachineArn: MACHINE, ...more });
const listed = async () =>
  (await ask('ListStateMachineVersions', { stateMachineArn: MACHINE })).stateMachineVersions.map(
    ({ stateMachineVersionArn }) => stateMachineVersionArn,
  );

describe('a version of a state machine', () => {
  it('is published on its own, on creating and on updating, with numbers that go up', async () => {
    const created = await create({ publish: true, versionDescription: 'first' });
    expect(created.stateMachineVersionArn).toBe(`${MACHINE}:1`);
    expect((await update('two', { publish: true })).stateMachineVersionArn).toBe(`${MACHINE}:2`);
    await update('three');
    expect(await publish()).toEqual({ stateMachineVersionArn: `${MACHINE}:3`, creationDate: new Date(START) });
    expect(await listed()).toEqual([`${MACHINE}:3`, `${MACHINE}:2`, `${MACHINE}:1`]);
  });

  it('is the same again when nothing was changed', async () => {
    await create({ publish: true });
    expect((await publish({ description: 'again' })).stateMachineVersionArn).toBe(`${MACHINE}:1`);
    expect(await update('one', { publish: true })).toMatchObject({ stateMachineVersionArn: `${MACHINE}:1` });
  });

  it('keeps the machine as it was', async () => {
    await create({ publish: true, versionDescription: 'first' });
    await update('two');
    expect(await ask('DescribeStateMachine', { stateMachineArn: `${MACHINE}:1` })).toMatchObject({
      stateMachineArn: `${MACHINE}:1`,
      name: 'm',
      description: 'first',
      definition: says('one'),
    });
    const old = await bench.start(`${MACHINE}:1`);
    const now = await bench.start(MACHINE);
    await bench.platform.pass(1);
    expect(await bench.describe(old)).toMatchObject({
      output: '"one"',
      stateMachineArn: MACHINE,
      stateMachineVersionArn: `${MACHINE}:1`,
    });
    expect((await bench.describe(now)).output).toBe('"two"');
    const { executions } = await ask('ListExecutions', { stateMachineArn: `${MACHINE}:1` });
    expect(executions.map(({ executionArn }) => executionArn)).toEqual([old]);
    expect((await ask('ListExecutions', { stateMachineArn: MACHINE })).executions).toHaveLength(2);
  });

  it('is told of in the event of its execution', async () => {
    await create({ publish: true });
    await bench.start(`${MACHINE}:1`);
    expect(bench.platform.events[0]?.detail).toMatchObject({
      stateMachineArn: MACHINE,
      stateMachineVersionArn: `${MACHINE}:1`,
    });
  });

  it('is published only of the revision that the caller knows', async () => {
    await create();
    expect((await publish({ revisionId: 'INITIAL' })).stateMachineVersionArn).toBe(`${MACHINE}:1`);
    const { revisionId } = await update('two');
    await expect(publish({ revisionId: 'INITIAL' })).rejects.toMatchObject({
      code: 'ConflictException',
      message: `Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is ${revisionId}.`,
    });
    expect((await publish({ revisionId })).stateMachineVersionArn).toBe(`${MACHINE}:2`);
  });

  it('is gone when it is deleted, and its number is not used again', async () => {
    await create({ publish: true });
    const remove = { stateMachineVersionArn: `${MACHINE}:1` };
    expect(await ask('DeleteStateMachineVersion', remove)).toEqual({});
    expect(await ask('DeleteStateMachineVersion', remove)).toEqual({});
    expect(await listed()).toEqual([]);
    expect((await publish()).stateMachineVersionArn).toBe(`${MACHINE}:2`);
    await expect(bench.start(`${MACHINE}:1`)).rejects.toMatchObject({ code: 'StateMachineDoesNotExist' });
  });

  it('goes with its machine', async () => {
    await create({ publish: true });
    await ask('DeleteStateMachine', { stateMachineArn: MACHINE });
    await create();
    expect(await listed()).toEqual([]);
  });

  it('cannot be changed or tagged', async () => {
    await create({ publish: true });
    await expect(
      ask('UpdateStateMachine', { stateMachineArn: `${MACHINE}:1`, definition: says('two') }),
    ).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${MACHINE}:1'`,
    });
    await expect(
      ask('TagResource', { resourceArn: `${MACHINE}:1`, tags: [{ key: 'a', value: 'b' }] }),
    ).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('has a description only when there is a version', async () => {
    await expect(create({ versionDescription: 'none' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Version description can only be set when publish is true',
    });
    await expect(create({ publish: true, versionDescription: 'x'.repeat(257) })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('is listed page by page', async () => {
    await create({ publish: true });
    for (const what of ['two', 'three']) await update(what, { publish: true });
    const first = await ask('ListStateMachineVersions', { stateMachineArn: MACHINE, maxResults: 2 });
    expect(first.stateMachineVersions).toHaveLength(2);
    const rest = { stateMachineArn: MACHINE, nextToken: first.nextToken };
    const { stateMachineVersions } = await ask('ListStateMachineVersions', rest);
    expect(stateMachineVersions.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([`${MACHINE}:1`]);
    await expect(
      ask('ListStateMachineVersions', { stateMachineArn: MACHINE, nextToken: 'no token' }),
    ).rejects.toMatchObject({ code: 'InvalidToken', message: "Invalid Token: 'Invalid token'" });
  });
});
