import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDefinition } from '../../../local/services/states/definition/invalid';
import { readDefinition } from '../../../local/services/states/definition/read-definition';
import { invoke, LAMBDA_INVOKE } from './machine';

const read = (machine: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
  readDefinition(JSON.stringify(machine), type);
const machine = (states: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const task = (more: object) => machine({ T: { Type: 'Task', Resource: LAMBDA_INVOKE, End: true, ...more } });
const pass = (more: object) => machine({ P: { Type: 'Pass', End: true, ...more } });
const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const map = (more: object) => machine({ M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });

describe('a definition', () => {
  it.each<[string, object, string]>([
    [
      'no query language',
      { StartAt: 'C', States: { C: { Type: 'Task', Resource: LAMBDA_INVOKE, End: true } } },
      'JSONPath, the query language of the state \'C\' at /States/C: set "QueryLanguage": "JSONata" for the state or for the whole machine',
    ],
    [
      'a field of JSONPath',
      { ...pass({ ResultPath: null }), QueryLanguage: 'JSONPath' },
      "JSONPath, the query language of the state 'P' at /States/P, in its field ResultPath",
    ],
    [
      'JSONPath inside a JSONata state',
      {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            End: true,
            QueryLanguage: 'JSONata',
            ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', InputPath: '$.x', End: true } } },
          },
        },
      },
      "the state 'I' at /States/M/ItemProcessor/States/I, in its field InputPath",
    ],
    ['Credentials', task({ Credentials: { RoleArn: 'x' } }), 'the field Credentials at /States/T'],
    ['ItemReader', map({ ItemReader: {} }), 'the field ItemReader at /States/M'],
    ['Label', map({ Label: 'l' }), 'the field Label at /States/M'],
    [
      'a distributed Map',
      map({ ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } }),
      'the Map mode DISTRIBUTED',
    ],
    [
      'another pattern',
      task({ Resource: 'arn:aws:states:::states:startExecution.waitForever' }),
      'the pattern .waitForever',
    ],
    [
      'another integration',
      task({ Resource: 'arn:aws:states:::batch:submitJob' }),
      'the resource arn:aws:states:::batch:submitJob at /States/T/Resource',
    ],
    [
      'another SDK service',
      task({ Resource: 'arn:aws:states:::aws-sdk:s3:getObject' }),
      'the resource arn:aws:states:::aws-sdk:s3:getObject',
    ],
    [
      'an SDK operation that is none',
      task({ Resource: 'arn:aws:states:::aws-sdk:sqs:singSong' }),
      'the service has no operation SingSong',
    ],
  ])('with %s is refused as not emulated, by name', async (_, definition, name) => {
    await expect(read(definition)).rejects.toMatchObject({
      code: 'NotEmulated',
      message: expect.stringContaining(name),
    });
  });

  it.each<[string, object, string]>([
    [
      'no StartAt',
      { QueryLanguage: 'JSONata', States: {} },
      'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /',
    ],
    ['no States and no StartAt', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    [
      'an unknown field of the machine',
      pass({}) && { ...pass({}), Colour: 'red' },
      "Field 'Colour' is not supported at /",
    ],
    ['an unknown field of a state', pass({ Colour: 'red' }), "Field 'Colour' is not supported at /States/P"],
    ['a field of JSONPath', pass({ Parameters: {} }), "Field 'Parameters' is not supported at /States/P"],
    [
      'an unknown field of a retrier',
      task({ Retry: [{ ErrorEquals: ['E'], Often: true }] }),
      "Field 'Often' is not supported at /States/T/Retry[0]",
    ],
    [
      'an unknown field of a catcher',
      task({ Catch: [{ ErrorEquals: ['E'], Next: 'T', ResultPath: '$' }] }),
      "Field 'ResultPath' is not supported at /States/T/Catch[0]",
    ],
    [
      'an unknown type',
      pass({ Type: 'Jump' }),
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/P/Type",
    ],
    [
      'JSONPath in one state',
      pass({ QueryLanguage: 'JSONPath' }),
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/P",
    ],
    [
      'an unknown query language',
      { ...pass({}), QueryLanguage: 'XPath' },
      'Value is not one of [JSONPath, JSONata] at /QueryLanguage',
    ],
    [
      'no branches',
      machine({ P: { Type: 'Parallel', Branches: [], End: true } }),
      'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/P/Branches',
    ],
    [
      'an optimised integration that AWS has not',
      task({ Resource: 'arn:aws:states:::dynamodb:query' }),
      'The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/T/Resource',
    ],
    [
      'a resource that is none',
      task({ Resource: 'my-function' }),
      'The resource provided my-function is not recognized.',
    ],
    [
      'a missing target',
      machine({ P: { Type: 'Pass', Next: 'Q' } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Q at /States/P/Next, MISSING_END_STATE: Workflow has no terminal state at null",
    ],
    [
      'a missing catch target',
      task({ Catch: [{ ErrorEquals: ['E'], Next: 'Q' }] }),
      "Missing 'Next' target: Q at /States/T/Catch[0]/Next",
    ],
    [
      'a missing default',
      machine({
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'E' }], Default: 'Q' },
        E: { Type: 'Succeed' },
      }),
      "Missing 'Next' target: Q at /States/C/Default",
    ],
    [
      'no end, where it is not said that nothing leads to a state',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, Q: { Type: 'Pass', Next: 'A' } }),
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'an unreachable state',
      machine({ P: { Type: 'Succeed' }, Q: { Type: 'Succeed' } }),
      'MISSING_TRANSITION_TARGET: State "Q" is not reachable. at /States/Q',
    ],
    [
      'a way out of a Map',
      map({ ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', Next: 'M' } } } }),
      "Missing 'Next' target: M at /States/M/ItemProcessor/States/P/Next",
    ],
    ['Next and End', pass({ Next: 'P' }), "Exactly one of 'Next' and 'End' is required at /States/P"],
    [
      'a broken expression',
      pass({ Output: '{% 1 + %}' }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/P/Output',
    ],
    [
      'an operator newer than JSONata 2.0',
      pass({ Output: '{% $a ?? 1 %}' }),
      'INVALID_JSONATA_EXPRESSION: The symbol "?" cannot be used as a unary operator at /States/P/Output',
    ],
    [
      'another such operator',
      pass({ Output: ['{% {"x": $a ?: 1} %}'] }),
      'The symbol ":" cannot be used as a unary operator',
    ],
    [
      'an expression without its end',
      pass({ Output: '{% 1' }),
      "JSONata expressions must start with '{%' and end with '%}'",
    ],
    [
      'States.ALL beside others',
      task({ Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      'States.ALL must be alone in ErrorEquals, and last',
    ],
    [
      'States.ALL before others',
      task({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'T' },
          { ErrorEquals: ['E'], Next: 'T' },
        ],
      }),
      'States.ALL must be alone',
    ],
    [
      'a shrinking backoff',
      task({ Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }),
      'at /States/T/Retry[0]/BackoffRate',
    ],
    [
      'two ways to wait',
      machine({ W: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      "Exactly one of 'Seconds' and 'Timestamp'",
    ],
    [
      'a Timestamp without an offset',
      machine({ W: { Type: 'Wait', Timestamp: '2026-01-01T00:00:00', End: true } }),
      'String does not match RFC3339 timestamp at /States/W/Timestamp',
    ],
    [
      'a condition that is plain text',
      machine({ C: { Type: 'Choice', Choices: [{ Condition: 'true', Next: 'C' }] } }),
      'Condition must be a JSONata expression or a boolean',
    ],
    [
      'Credentials without a role',
      task({ Credentials: {} }),
      "The field 'RoleArn' is required but was missing at /States/T/Credentials",
    ],
    ['a variable called states', pass({ Assign: { states: 1 } }), "Variable name 'states' is reserved"],
    ['a variable with a dash', pass({ Assign: { 'a-b': 1 } }), "Variable name 'a-b' is invalid"],
    [
      'an inner variable of an outer name',
      map({
        Assign: { x: 1 },
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', Assign: { x: 1 }, End: true } } },
      }),
      "Variable name 'x' is already used in an outer scope",
    ],
    [
      'a token for an integration that takes none',
      task({ Resource: 'arn:aws:states:::dynamodb:putItem.waitForTaskToken' }),
      'The resource provided arn:aws:states:::dynamodb:putItem.waitForTaskToken is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/T/Resource',
    ],
    [
      'a heartbeat slower than the time-out',
      task({ Resource: `${LAMBDA_INVOKE}.waitForTaskToken`, HeartbeatSeconds: 5, TimeoutSeconds: 5 }),
      'HeartbeatSeconds must be smaller than TimeoutSeconds at /States/T/HeartbeatSeconds',
    ],
    [
      'a heartbeat of nothing',
      task({ Resource: `${LAMBDA_INVOKE}.waitForTaskToken`, HeartbeatSeconds: 0 }),
      'SCHEMA_VALIDATION_FAILED',
    ],
    ['a time-out that is no number', task({ TimeoutSeconds: 'soon' }), 'SCHEMA_VALIDATION_FAILED'],
  ])('with %s is refused as AWS would', async (_, definition, message) => {
    await expect(read(definition)).rejects.toThrow(InvalidDefinition);
    await expect(read(definition)).rejects.toThrow(message);
  });

  it('of an Express machine may not wait for anything', async () => {
    const definition = task({ Resource: `${LAMBDA_INVOKE}.waitForTaskToken` });
    await expect(read(definition, 'EXPRESS')).rejects.toThrow(
      "Express state machine does not support '.waitForTaskToken' service integration  at /States/T/Resource",
    );
  });

  it.each([
    ['.sync', "Express state machine does not support '.sync' service integration at /States/T/Resource"],
    ['.sync:2', "Express state machine does not support '.sync:2' service integration at /States/T/Resource"],
  ])('of an Express machine may not run a job with %s', async (pattern, message) => {
    const definition = task({ Resource: `arn:aws:states:::states:startExecution${pattern}` });
    await expect(read(definition, 'EXPRESS')).rejects.toThrow(message);
  });

  it('of an Express machine may not have an activity', async () => {
    const definition = task({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' });
    await expect(read(definition, 'EXPRESS')).rejects.toThrow(
      'Express state machine does not support Activity ARN at /States/T/Resource',
    );
  });

  it('may be JSONata state by state, with states between them that are the same in JSONPath', async () => {
    const states = {
      C: {
        Type: 'Choice',
        QueryLanguage: 'JSONata',
        Choices: [{ Condition: '{% $states.input.ok %}', Next: 'P' }],
        Default: 'W',
      },
      P: { Type: 'Pass', End: true },
      W: { Type: 'Wait', Seconds: 5, Next: 'F' },
      F: { Type: 'Fail', Error: 'E', Cause: 'plain text' },
    };
    await expect(read({ StartAt: 'C', States: states })).resolves.toMatchObject({ startAt: 'C' });
    const expression = { ...states, F: { Type: 'Fail', Cause: '{% $states.input.why %}' } };
    await expect(read({ StartAt: 'C', States: expression })).rejects.toMatchObject({ code: 'NotEmulated' });
  });

  it('may use a name inside a Map that only the Catch of that Map assigns outside', async () => {
    const inside = { StartAt: 'P', States: { P: { Type: 'Pass', Assign: { x: 1 }, End: true } } };
    const states = {
      M: {
        Type: 'Map',
        ItemProcessor: inside,
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 2 }, Next: 'F' }],
        Next: 'F',
      },
      F: { Type: 'Succeed' },
    };
    await expect(read(machine(states))).resolves.toMatchObject({ startAt: 'M' });
  });

  it('that is empty or no JSON is refused', async () => {
    await expect(readDefinition('', 'STANDARD')).rejects.toThrow(
      'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object',
    );
    await expect(readDefinition('not a definition', 'STANDARD')).rejects.toThrow('INVALID_JSON_DESCRIPTION');
  });

  it('is not confused by payloads that look like the language', async () => {
    const payload = { States: { A: 1 }, Next: 'B', nested: [['a', ''], { Branches: [] }], text: 'two\nlines' };
    const states = {
      Output: invoke({ Arguments: { FunctionName: 'f', Payload: payload }, Next: 'Items' }),
      Items: { Type: 'Succeed', Output: payload },
    };
    await expect(read(machine(states))).resolves.toMatchObject({ startAt: 'Output' });
  });
});

describe("the project's own machines", () => {
  const folder = join(__dirname, '../../../statemachines');
  const files = readdirSync(folder).filter((name) => name.endsWith('.asl.json'));

  it.each(files)('%s uses nothing that is refused', async (file) => {
    const text = readFileSync(join(folder, file), 'utf8').replace(
      /\$\{(\w+)\}/g,
      'arn:aws:lambda:us-east-1:000000000000:function:$1',
    );
    await expect(readDefinition(text, file.startsWith('patrol') ? 'EXPRESS' : 'STANDARD')).resolves.toBeDefined();
  });
});
