import { createStates } from '../../../local/services/states';
import { Bench, check, get, item, put } from './support';

/** Runs a machine of one task. */
async function run(bench: Bench, action: string, Arguments: object): Promise<Record<string, unknown>> {
  const { platform } = bench;
  platform.register(createStates(platform).service);
  const ask = (operation: string, input: object) => platform.ask('states', operation, input);
  const Do = { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:dynamodb:${action}`, Arguments, End: true };
  const { stateMachineArn } = await ask('CreateStateMachine', {
    name: action,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Do', States: { Do } }),
  });
  const { executionArn } = await ask('StartExecution', { stateMachineArn });
  await platform.pass(60);
  return ask('DescribeExecution', { executionArn });
}

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.make('table');
  await bench.write([put('a', 1)]);
});

test('a task of a state machine is a transaction', async () => {
  expect(await run(bench, 'transactWriteItems', { TransactItems: [put('b', 2)] })).toMatchObject({
    status: 'SUCCEEDED',
    output: '{}',
  });
  const { output } = await run(bench, 'transactGetItems', { TransactItems: [get('b'), get('none')] });
  expect(JSON.parse(String(output))).toEqual({ Responses: [{ Item: item('b', 2) }, {}] });
});

test('a task whose transaction is cancelled fails by the name of that', async () => {
  const TransactItems = [put('b'), check('none', 'attribute_exists(id)')];
  expect(await run(bench, 'transactWriteItems', { TransactItems })).toMatchObject({
    status: 'FAILED',
    error: 'DynamoDb.TransactionCanceledException',
    cause: expect.stringContaining(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    ),
  });
});
