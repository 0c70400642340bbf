import { START } from '../support/platform';
import { Bench, lines, PREFIX } from './machine';

const ACTIVITY = `${PREFIX}:activity:pack`;
const TASK = { Pack: { Type: 'Task', Resource: ACTIVITY, Arguments: { box: '{% $states.input.n %}' }, End: true } };

interface Answer {
  readonly [member: string]: unknown;
  readonly taskToken?: string;
  readonly input?: string;
}

let bench: Bench;
const ask = (operation: string, input: object = {}) => bench.platform.ask<Answer>('states', operation, input);
const poll = (workerName?: string) =>
  ask('GetActivityTask', { activityArn: ACTIVITY, ...(workerName !== undefined && { workerName }) });
const started = async (more: object = {}) =>
  bench.start(await bench.create({ Pack: { ...TASK.Pack, ...more } }), { n: 1 });

beforeEach(() => {
  bench = new Bench();
});

describe('an activity', () => {
  it('is created once, described, listed and deleted', async () => {
    const made = { activityArn: ACTIVITY, creationDate: new Date(START) };
    expect(await ask('CreateActivity', { name: 'pack' })).toEqual(made);
    await bench.platform.pass(10);
    expect(await ask('CreateActivity', { name: 'pack' })).toEqual(made);
    expect(await ask('DescribeActivity', { activityArn: ACTIVITY })).toEqual({
      ...made,
      name: 'pack',
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    expect(await ask('ListActivities')).toEqual({ activities: [{ ...made, name: 'pack' }] });
    expect(await ask('DeleteActivity', { activityArn: ACTIVITY })).toEqual({});
    expect(await ask('DeleteActivity', { activityArn: ACTIVITY })).toEqual({});
    for (const operation of ['DescribeActivity', 'GetActivityTask'])
      await expect(ask(operation, { activityArn: ACTIVITY })).rejects.toMatchObject({
        code: 'ActivityDoesNotExist',
        message: `Activity Does Not Exist: '${ACTIVITY}'`,
      });
  });

  it('has tags of its own', async () => {
    await ask('CreateActivity', { name: 'pack', tags: [{ key: 'a', value: '1' }] });
    await ask('TagResource', { resourceArn: ACTIVITY, tags: [{ key: 'b', value: '2' }] });
    await ask('UntagResource', { resourceArn: ACTIVITY, tagKeys: ['a'] });
    expect(await ask('ListTagsForResource', { resourceArn: ACTIVITY })).toEqual({ tags: [{ key: 'b', value: '2' }] });
  });

  it('has a name that Step Functions takes', async () => {
    await expect(ask('CreateActivity', { name: 'no good' })).rejects.toMatchObject({ code: 'InvalidName' });
    await expect(ask('DescribeActivity', { activityArn: 'pack' })).rejects.toMatchObject({
      code: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: pack'",
    });
  });
});

describe('a task of an activity', () => {
  beforeEach(() => ask('CreateActivity', { name: 'pack' }));

  it('is done by the worker that asks for it, and recorded as AWS does', async () => {
    const execution = await started();
    await bench.platform.pass(5);
    const { taskToken, input } = await poll('Ann');
    expect(input).toBe('{"box":1}');
    await ask('SendTaskSuccess', { taskToken, output: '{"packed":true}' });
    await bench.platform.pass(1);
    expect((await bench.describe(execution)).output).toBe('{"packed":true}');
    const events = await bench.history(execution);
    expect(lines(events)).toEqual([
      '0->1 ExecutionStarted',
      '0->2 TaskStateEntered',
      '2->3 ActivityScheduled',
      '3->4 ActivityStarted',
      '4->5 ActivitySucceeded',
      '5->6 TaskStateExited',
      '6->7 ExecutionSucceeded',
    ]);
    expect(events[2]?.activityScheduledEventDetails).toEqual({
      resource: ACTIVITY,
      input: '{"box":1}',
      inputDetails: { truncated: false },
    });
    expect(events[3]?.activityStartedEventDetails).toEqual({ workerName: 'Ann' });
  });

  it('fails as its worker says', async () => {
    const execution = await started();
    await bench.platform.pass(1);
    const { taskToken } = await poll();
    await ask('SendTaskFailure', { taskToken, error: 'Broken', cause: 'tape' });
    await bench.platform.pass(1);
    expect(await bench.describe(execution)).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'tape' });
    expect((await bench.history(execution)).at(-2)).toMatchObject({
      type: 'ActivityFailed',
      activityFailedEventDetails: { error: 'Broken', cause: 'tape' },
    });
  });

  it('goes to a worker that waits already', async () => {
    const machine = await bench.create(TASK);
    const waiting = poll('Ann');
    await bench.start(machine, { n: 1 });
    expect((await waiting).input).toBe('{"box":1}');
  });

  it('waits its turn, and goes to one worker only', async () => {
    const machine = await bench.create(TASK);
    for (const n of [1, 2]) {
      await bench.start(machine, { n });
      await bench.platform.pass(1);
    }
    expect([(await poll()).input, (await poll()).input]).toEqual(['{"box":1}', '{"box":2}']);
    expect(await poll()).toEqual({});
  });

  it('counts its time from when a worker has it', async () => {
    const execution = await started({ TimeoutSeconds: 30, HeartbeatSeconds: 10 });
    await bench.platform.pass(100);
    const { taskToken } = await poll();
    for (const _ of [1, 2]) {
      await bench.platform.pass(8);
      await ask('SendTaskHeartbeat', { taskToken });
    }
    expect((await bench.describe(execution)).status).toBe('RUNNING');
    await bench.platform.pass(11);
    expect(await bench.describe(execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((await bench.history(execution)).at(-2)?.type).toBe('ActivityTimedOut');
    await expect(ask('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it('is not there for a worker who asks in vain for a minute', async () => {
    const before = bench.platform.clock.now();
    expect(await poll()).toEqual({});
    expect(bench.platform.clock.now() - before).toBe(60_000);
  });

  it('is taken back when its execution stops', async () => {
    const execution = await started();
    await bench.platform.pass(1);
    await ask('StopExecution', { executionArn: execution });
    await bench.platform.pass(1);
    expect(await poll()).toEqual({});
  });

  it('cannot be caught failing because the activity is gone', async () => {
    await ask('DeleteActivity', { activityArn: ACTIVITY });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }];
    const states = { Pack: { ...TASK.Pack, Catch }, Sorry: { Type: 'Succeed' } };
    const result = await bench.run(states, { n: 1 });
    expect(result).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'Pack' (entered at the event id #2). The activity ${ACTIVITY} does not exist.`,
    });
  });
});
