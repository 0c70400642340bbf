import type { ExecutionListItem, HistoryEvent } from '@aws-sdk/client-sfn';
import { START } from '../support/platform';
import { Bench, invoke, PREFIX, ROLE, returns } from './machine';

const PASS = { P: { Type: 'Pass', End: true } };
const WAIT = { W: { Type: 'Wait', Seconds: 60, End: true } };
const definition = (states: object, more: object = {}) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more });

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
/** Only what the tests below read of an answer. */
interface Answer {
  readonly [member: string]: unknown;
  readonly nextToken?: string;
  readonly stateMachines: readonly unknown[];
  readonly executions: readonly ExecutionListItem[];
  readonly events: readonly HistoryEvent[];
  readonly startDate: Date;
  readonly stopDate: Date;
}
const ask = (operation: string, input: object) => bench.platform.ask<Answer>('states', operation, input);

describe('CreateStateMachine', () => {
  const input = { name: 'm', roleArn: ROLE, definition: definition(PASS) };

  it('answers with the ARN, and again with the same for the same machine', async () => {
    const first = await ask('CreateStateMachine', input);
    expect(first).toEqual({ stateMachineArn: `${PREFIX}:stateMachine:m`, creationDate: new Date(START) });
    await bench.platform.pass(10);
    expect(await ask('CreateStateMachine', input)).toEqual(first);
  });

  it('passes over another role or other tags of a machine that is there', async () => {
    const first = await ask('CreateStateMachine', input);
    const again = { ...input, roleArn: `${ROLE}2`, tags: [{ key: 'a', value: '1' }] };
    expect(await ask('CreateStateMachine', again)).toEqual(first);
    const stateMachineArn = first.stateMachineArn;
    expect((await ask('DescribeStateMachine', { stateMachineArn })).roleArn).toBe(ROLE);
    expect((await ask('ListTagsForResource', { resourceArn: stateMachineArn })).tags).toEqual([]);
  });

  it('refuses another machine of the same name', async () => {
    await ask('CreateStateMachine', input);
    await expect(ask('CreateStateMachine', { ...input, definition: definition(WAIT) })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${PREFIX}:stateMachine:m'`,
    });
  });

  it.each([
    [
      { definition: '{}' },
      'InvalidDefinition',
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    ],
    [{ name: 'no good' }, 'InvalidName', "Invalid Name: 'no good'"],
    [{ name: 'x'.repeat(81) }, 'InvalidName', 'Invalid Name'],
    [{ roleArn: 'me' }, 'InvalidArn', 'Invalid Arn'],
    [
      { loggingConfiguration: { level: 'ALL' } },
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    ],
    [
      { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' } },
      'NotEmulated',
      'encryptionConfiguration.type CUSTOMER_MANAGED_KMS_KEY of CreateStateMachine',
    ],
  ])('refuses %j', async (wrong, code, message) => {
    await expect(ask('CreateStateMachine', { ...input, ...wrong })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('a state machine', () => {
  it('can be described, listed, updated and deleted', async () => {
    const arn = await bench.create(PASS);
    expect(await ask('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: definition(PASS),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    const { revisionId } = await ask('UpdateStateMachine', { stateMachineArn: arn, definition: definition(WAIT) });
    expect(await ask('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      revisionId,
      definition: definition(WAIT),
    });
    expect((await ask('ListStateMachines', {})).stateMachines).toHaveLength(1);
    await ask('DeleteStateMachine', { stateMachineArn: arn });
    await expect(ask('DescribeStateMachine', { stateMachineArn: arn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${arn}'`,
    });
    expect(await ask('DeleteStateMachine', { stateMachineArn: arn })).toEqual({});
  });

  it('keeps its old definition in executions that run while it is updated', async () => {
    const arn = await bench.create({ W: { Type: 'Wait', Seconds: 10, Output: 'old', End: true } });
    const execution = await bench.start(arn);
    await ask('UpdateStateMachine', {
      stateMachineArn: arn,
      definition: definition({ P: { Type: 'Pass', Output: 'new', End: true } }),
    });
    const next = await bench.start(arn);
    await bench.platform.pass(20);
    expect((await bench.describe(execution)).output).toBe('"old"');
    expect((await bench.describe(next)).output).toBe('"new"');
    expect((await ask('DescribeStateMachineForExecution', { executionArn: execution })).definition).toContain('old');
  });

  it('is validated without being created', async () => {
    expect(await ask('ValidateStateMachineDefinition', { definition: definition(PASS) })).toEqual({
      result: 'OK',
      diagnostics: [],
      truncated: false,
    });
    expect(await ask('ValidateStateMachineDefinition', { definition: '{}' })).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'These fields are required: [States, StartAt]',
          location: '/',
        },
      ],
      truncated: false,
    });
  });

  it('tells all that is wrong with the expressions and with the ways between the states', async () => {
    const states = { P: { Type: 'Pass', Output: ['{% phone & email %}', '{% 1 + %}'], Next: 'Q' } };
    const { diagnostics } = await ask('ValidateStateMachineDefinition', { definition: definition(states) });
    expect(diagnostics).toMatchObject([
      { message: "Reference to 'phone' at the top level is not supported.", location: '/States/P/Output[0]' },
      { message: "Reference to 'email' at the top level is not supported.", location: '/States/P/Output[0]' },
      { code: 'INVALID_JSONATA_EXPRESSION', message: 'Unexpected end of expression', location: '/States/P/Output[1]' },
    ]);
    const loop = { P: { Type: 'Pass', Next: 'Q' } };
    expect(await ask('ValidateStateMachineDefinition', { definition: definition(loop), maxResults: 1 })).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'MISSING_TRANSITION_TARGET',
          message: "Missing 'Next' target: Q",
          location: '/States/P/Next',
        },
      ],
      truncated: true,
    });
  });
});

describe('StartExecution', () => {
  it('answers before the execution has done anything', async () => {
    const arn = await bench.create(WAIT);
    const execution = await bench.start(arn, { a: 1 }, 'one');
    expect(execution).toBe(`${arn.replace('stateMachine', 'execution')}:one`);
    expect(await bench.describe(execution)).toMatchObject({
      status: 'RUNNING',
      input: '{"a":1}',
      name: 'one',
      startDate: new Date(START),
    });
    expect((await bench.describe(execution)).stopDate).toBeUndefined();
  });

  it('with the same name and input is the same execution while that runs, and an error afterwards', async () => {
    const arn = await bench.create(WAIT);
    const first = await bench.start(arn, { a: 1 }, 'one');
    await bench.platform.pass(10);
    expect(await ask('StartExecution', { stateMachineArn: arn, name: 'one', input: '{"a":1}' })).toEqual({
      executionArn: first,
      startDate: new Date(START),
    });
    const refusal = { code: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` };
    await expect(bench.start(arn, { a: 2 }, 'one')).rejects.toMatchObject(refusal);
    await bench.platform.pass(100);
    await expect(bench.start(arn, { a: 1 }, 'one')).rejects.toMatchObject(refusal);
  });

  it.each([
    [{ name: 'a b' }, 'InvalidName'],
    [{ name: 'a:b' }, 'InvalidName'],
    [{ name: '' }, 'InvalidName'],
    [{ input: 'not json' }, 'InvalidExecutionInput'],
    [{ input: '' }, 'InvalidExecutionInput'],
    [{ input: JSON.stringify('x'.repeat(262_144)) }, 'ValidationException'],
    [{ stateMachineArn: 'nonsense' }, 'InvalidArn'],
    [{ stateMachineArn: `${PREFIX}:stateMachine:none` }, 'StateMachineDoesNotExist'],
  ])('refuses %j', async (wrong, code) => {
    const stateMachineArn = await bench.create(PASS);
    await expect(ask('StartExecution', { stateMachineArn, ...wrong })).rejects.toMatchObject({ code });
  });

  it('takes a name and an input that AWS takes', async () => {
    const arn = await bench.create(PASS);
    await expect(bench.start(arn, 'text', "it's-(a)_name.1+2=3@!")).resolves.toContain("it's-(a)");
    await expect(bench.start(arn, null)).resolves.toMatch(/:[0-9a-f-]{36}$/);
  });
});

describe('executions', () => {
  it('are listed newest first, by status, in pages', async () => {
    const arn = await bench.create({ W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } });
    for (const [index, seconds] of [1, 100, 1].entries()) {
      await bench.start(arn, seconds, `e${index}`);
      await bench.platform.pass(2);
    }
    const names = async (more: object) =>
      (await ask('ListExecutions', { stateMachineArn: arn, ...more })).executions.map((one) => one.name);
    expect(await names({})).toEqual(['e2', 'e1', 'e0']);
    expect(await names({ statusFilter: 'RUNNING' })).toEqual(['e1']);
    const { nextToken } = await ask('ListExecutions', { stateMachineArn: arn, maxResults: 2 });
    expect(await names({ maxResults: 2, nextToken })).toEqual(['e0']);
    await expect(names({ maxResults: 1001 })).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(names({ statusFilter: 'succeeded' })).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(names({ nextToken: 'x'.repeat(3097) })).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("at 'nextToken' failed to satisfy constraint"),
    });
    await expect(names({ nextToken: 'mine' })).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  it('have a history, in either order, in pages, with or without their data', async () => {
    const arn = await bench.start(await bench.create(PASS), { a: 1 });
    await bench.platform.pass(1);
    const { events, nextToken } = await ask('GetExecutionHistory', { executionArn: arn, maxResults: 3 });
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect((await ask('GetExecutionHistory', { executionArn: arn, nextToken })).events.map(({ id }) => id)).toEqual([
      4,
    ]);
    const reversed = await ask('GetExecutionHistory', {
      executionArn: arn,
      reverseOrder: true,
      includeExecutionData: false,
    });
    expect(reversed.events[3]).toEqual({
      timestamp: new Date(START),
      type: 'ExecutionStarted',
      id: 1,
      previousEventId: 0,
      executionStartedEventDetails: { roleArn: ROLE },
    });
    await expect(ask('GetExecutionHistory', { executionArn: 'x' })).rejects.toMatchObject({ code: 'InvalidArn' });
    await expect(ask('GetExecutionHistory', { executionArn: `${PREFIX}:execution:m:x` })).rejects.toMatchObject({
      code: 'ExecutionDoesNotExist',
    });
  });

  it('can be stopped, once', async () => {
    const arn = await bench.start(await bench.create(WAIT));
    await bench.platform.pass(10);
    await ask('StopExecution', { executionArn: arn, cause: 'enough' });
    const stopped = await bench.describe(arn);
    expect(stopped).toMatchObject({
      status: 'ABORTED',
      cause: 'enough',
      stopDate: new Date(START + 10_000),
      redriveStatus: 'REDRIVABLE',
    });
    await bench.platform.pass(100);
    await ask('StopExecution', { executionArn: arn, cause: 'again' });
    expect(await bench.describe(arn)).toEqual(stopped);
    expect((await bench.history(arn)).at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 });
  });

  it('end after a year', async () => {
    const arn = await bench.start(await bench.create({ W: { Type: 'Wait', Seconds: 99_999_999, End: true } }));
    await bench.platform.pass(366 * 86_400);
    expect(await bench.describe(arn)).toMatchObject({
      status: 'TIMED_OUT',
      stopDate: new Date(START + 365 * 86_400_000),
    });
  });

  it('end with their machine', async () => {
    const machine = await bench.create(WAIT);
    const arn = await bench.start(machine);
    await bench.platform.pass(10);
    await ask('DeleteStateMachine', { stateMachineArn: machine });
    expect((await bench.describe(arn)).status).toBe('ABORTED');
  });

  it('are forgotten from the oldest on when there are more than 500 closed ones', async () => {
    const machine = await bench.create(PASS);
    const first = await bench.start(machine);
    for (let count = 0; count < 500; count += 1) await bench.start(machine);
    await bench.platform.pass(1);
    await expect(bench.describe(first)).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
  });
});

describe('Express machines', () => {
  it('answer StartSyncExecution with the result', async () => {
    bench = new Bench(() => returns({ x: 1 }));
    const arn = await bench.create(
      {
        Call: invoke({ Output: '{% $states.result.Payload %}', Next: 'W' }),
        W: { Type: 'Wait', Seconds: 1, End: true },
      },
      { type: 'EXPRESS' },
    );
    const answer = await ask('StartSyncExecution', { stateMachineArn: arn, name: 'one', input: '{}' });
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"x":1}',
      name: 'one',
      billingDetails: { billedDurationInMilliseconds: 1000, billedMemoryUsedInMB: 64 },
    });
    expect(answer.outputDetails).toEqual({ included: true });
    expect(answer.executionArn).toMatch(
      /^arn:aws:states:us-east-1:000000000000:express:machine-\d+:one:[0-9a-f-]{36}$/,
    );
  });

  it('tell of an output, and of no redrive, when they fail too', async () => {
    const fail = {
      F: { Type: 'Fail', Error: 'E', Cause: '{% $string($exists($states.context.Execution.RedriveCount)) %}' },
    };
    const arn = await bench.create(fail, { type: 'EXPRESS' });
    const answer = await ask('StartSyncExecution', { stateMachineArn: arn });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'E', cause: 'false', outputDetails: { included: true } });
    expect(answer.output).toBeUndefined();
  });

  it('keep no executions that could be listed or described', async () => {
    const arn = await bench.create(PASS, { type: 'EXPRESS' });
    const execution = await bench.start(arn);
    await bench.platform.pass(1);
    await expect(ask('ListExecutions', { stateMachineArn: arn })).rejects.toMatchObject({
      code: 'StateMachineTypeNotSupported',
    });
    for (const operation of ['DescribeExecution', 'GetExecutionHistory', 'StopExecution']) {
      await expect(ask(operation, { executionArn: execution })).rejects.toMatchObject({
        code: 'InvalidArn',
        message: "Invalid Arn: 'Resource type not valid in this context: express'",
      });
    }
  });

  it('alone answer StartSyncExecution', async () => {
    const stateMachineArn = await bench.create(PASS);
    await expect(ask('StartSyncExecution', { stateMachineArn })).rejects.toMatchObject({
      code: 'StateMachineTypeNotSupported',
    });
  });

  it('end after five minutes', async () => {
    const arn = await bench.create({ W: { Type: 'Wait', Seconds: 1000, End: true } }, { type: 'EXPRESS' });
    const answer = await ask('StartSyncExecution', { stateMachineArn: arn });
    expect(answer.status).toBe('TIMED_OUT');
    expect(answer.stopDate.getTime() - answer.startDate.getTime()).toBe(300_000);
  });
});

describe('DescribeStateMachine', () => {
  const create = async (states: object) =>
    (await ask('CreateStateMachine', { name: 'm', roleArn: ROLE, definition: definition(states) })).stateMachineArn;

  it('tells which states refer to which variables', async () => {
    const stateMachineArn = await create({
      Set: { Type: 'Pass', Assign: { b: 1, a: '{% $states.input %}' }, Next: 'M' },
      M: {
        Type: 'Map',
        Items: '{% [$a] %}',
        ItemProcessor: {
          StartAt: 'Use',
          States: {
            Use: {
              Type: 'Pass',
              Output: '{% ($own := $b; $own + $a) %}',
              Assign: { c: '{% $sum([$b]) %}' },
              End: true,
            },
          },
        },
        End: true,
      },
    });
    expect((await ask('DescribeStateMachine', { stateMachineArn })).variableReferences).toEqual({
      M: ['a'],
      Use: ['a', 'b'],
    });
  });

  it('tells of no variables when there are none, and of the key that encrypts', async () => {
    const described = await ask('DescribeStateMachine', { stateMachineArn: await create(PASS) });
    expect(described).not.toHaveProperty('variableReferences');
    expect(described.encryptionConfiguration).toEqual({ type: 'AWS_OWNED_KEY' });
  });

  it('leaves the definition out when only the metadata is asked for', async () => {
    const stateMachineArn = await create(PASS);
    const described = await ask('DescribeStateMachine', { stateMachineArn, includedData: 'METADATA_ONLY' });
    expect(described).toMatchObject({ name: 'm', definition: '{}' });
  });
});
