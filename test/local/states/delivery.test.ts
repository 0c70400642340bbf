import { START } from '../support/platform';
import { Bench, invoke, throws } from './machine';

const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/states/heal:*';
const PASS = { P: { Type: 'Pass', End: true } };
const FAIL = { F: { Type: 'Fail', Error: 'E', Cause: 'c' } };
const logging = (level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF', includeExecutionData = true) => ({
  loggingConfiguration: {
    level,
    includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: GROUP } }],
  },
});
const logged = (bench: Bench) => bench.platform.logs.map(({ message }) => JSON.parse(message));

describe('the log of an execution', () => {
  it('goes to a log group that is there', async () => {
    const bench = new Bench();
    bench.logGroups = ['/aws/states/heal-2'];
    await expect(bench.create(PASS, logging('ALL'))).rejects.toMatchObject({
      code: 'InvalidLoggingConfiguration',
      message: 'Invalid Logging Configuration: Log Destination not found.',
    });
    await expect(bench.create(PASS, logging('OFF'))).resolves.toBeTruthy();
  });

  it('has the shape that AWS writes', async () => {
    const bench = new Bench();
    const machine = await bench.create(PASS, logging('ALL'));
    const execution_arn = await bench.start(machine, { a: 1 });
    await bench.platform.pass(1);
    expect(bench.platform.logs[0]).toMatchObject({
      group: '/aws/states/heal',
      stream: expect.stringMatching(/^states\/machine-\d+\/2026-10-24-18-00\/[0-9a-f]{8}$/),
    });
    expect(logged(bench)).toHaveLength(4);
    expect(logged(bench)[1]).toEqual({
      id: '2',
      type: 'PassStateEntered',
      details: { input: '{"a":1}', inputDetails: { truncated: false }, name: 'P' },
      previous_event_id: '0',
      event_timestamp: String(START),
      execution_arn,
      redrive_count: '0',
    });
  });

  it('leaves the data away unless told otherwise', async () => {
    const bench = new Bench();
    await bench.run(PASS, { a: 1 }, logging('ALL', false));
    expect(logged(bench).map(({ details }) => details)).toEqual([
      { roleArn: expect.any(String) },
      { name: 'P' },
      { name: 'P' },
      {},
    ]);
  });

  it.each([
    ['ALL', ['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']],
    ['ERROR', ['FailStateEntered', 'ExecutionFailed']],
    ['FATAL', ['ExecutionFailed']],
    ['OFF', []],
  ] as const)('at level %s has %j', async (level, types) => {
    const bench = new Bench();
    await bench.run(FAIL, {}, logging(level));
    expect(logged(bench).map(({ type }) => type)).toEqual(types);
  });

  it('is all that an Express execution leaves', async () => {
    const bench = new Bench(() => throws('E'));
    const machine = await bench.create({ Call: invoke({ End: true }) }, { type: 'EXPRESS', ...logging('ERROR') });
    await bench.start(machine);
    await bench.platform.pass(1);
    expect(logged(bench).map(({ type }) => type)).toEqual(['TaskFailed', 'ExecutionFailed']);
    expect(bench.platform.events).toEqual([]);
  });
});

describe('the events of a Standard execution', () => {
  it('tell the start and the end', async () => {
    const bench = new Bench();
    const machine = await bench.create({ W: { Type: 'Wait', Seconds: 5, Next: 'F' }, ...FAIL });
    const executionArn = await bench.start(machine, { a: 1 }, 'one');
    await bench.platform.pass(10);
    const [running, failed] = bench.platform.events;
    expect(running).toMatchObject({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: { status: 'RUNNING', startDate: START, stopDate: null, output: null, outputDetails: null },
    });
    expect(failed?.detail).toEqual({
      executionArn,
      stateMachineArn: machine,
      name: 'one',
      status: 'FAILED',
      startDate: START,
      stopDate: START + 5_000,
      input: '{"a":1}',
      output: null,
      inputDetails: { included: true },
      outputDetails: null,
      error: 'E',
      cause: 'c',
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: null,
    });
  });
});

describe('the metrics of a machine', () => {
  it.each([
    ['succeeded', PASS, 'ExecutionsSucceeded'],
    ['failed', FAIL, 'ExecutionsFailed'],
  ])('count an execution that %s, and its time', async (_, states, name) => {
    const bench = new Bench();
    const machine = await bench.create(states);
    await bench.start(machine);
    await bench.platform.pass(1);
    expect(bench.platform.metrics.map(({ datum }) => datum.name)).toEqual(['ExecutionsStarted', name, 'ExecutionTime']);
    expect(bench.platform.metrics[0]).toMatchObject({
      datum: { namespace: 'AWS/States', dimensionSets: [{ StateMachineArn: machine }], values: [1], unit: 'Count' },
      delay: bench.platform.latencies.serviceMetric,
    });
  });
});

describe('AWS::StepFunctions::StateMachine', () => {
  it('is created with its substitutions, and gives ARN and name', async () => {
    const bench = new Bench();
    const type = bench.states.resources.find((one) => one.type === 'AWS::StepFunctions::StateMachine');
    const context = { stackName: 's', logicalId: 'Heal', physicalName: () => 's-Heal-1', assetPath: () => '' };
    const created = await type?.create(
      {
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: invoke({ Arguments: { FunctionName: '${Open}' }, End: true }) },
        }),
        DefinitionSubstitutions: { Open: 'arn:aws:lambda:us-east-1:000000000000:function:open' },
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        StateMachineType: 'STANDARD',
        LoggingConfiguration: {
          Level: 'ALL',
          IncludeExecutionData: true,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: GROUP } }],
        },
        TracingConfiguration: { Enabled: true },
        Tags: [{ Key: 'team', Value: 'x' }],
      },
      context,
    );
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:s-Heal-1';
    expect(created).toMatchObject({ ref: arn, attributes: { Arn: arn, Name: 's-Heal-1' } });
    expect(await bench.platform.ask('states', 'DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      definition: expect.stringContaining('function:open'),
      loggingConfiguration: { level: 'ALL', includeExecutionData: true },
      tracingConfiguration: { enabled: true },
    });
    expect(await bench.platform.ask('states', 'ListTagsForResource', { resourceArn: arn })).toEqual({
      tags: [{ key: 'team', value: 'x' }],
    });
  });
});
