import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { Stage } from '../cloudformation/support/stage';
import { allow, role } from './roles';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table';
let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({ authorization: 'enforce' });
});
afterEach(() => stage.close());

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
});

/** A put into one table and a check of another, by a role that is allowed this. */
async function transact(statements: readonly object[]): Promise<unknown> {
  await stage.deploy({
    Orders: table('orders'),
    Stock: table('stock'),
    Role: role('lambda.amazonaws.com', statements),
  });
  const client = stage.cloud.client(DynamoDBClient, `arn:aws:iam::000000000000:role/${stage.ref('Role')}`);
  const pk = { S: 'a' };
  const TransactItems = [
    { Put: { TableName: 'orders', Item: { pk } } },
    { ConditionCheck: { TableName: 'stock', Key: { pk }, ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
  return stage.cloud
    .virtualClock()
    .drive('transact', () => client.send(new TransactWriteItemsCommand({ TransactItems })));
}

const PUT = allow('dynamodb:PutItem', `${ARN}/orders`);
const CHECK = allow('dynamodb:ConditionCheckItem', `${ARN}/stock`);

test('who may do the parts of a transaction may do it', async () => {
  await expect(transact([PUT, CHECK])).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

test.each([
  ['a part', [PUT], 'dynamodb:ConditionCheckItem', `${ARN}/stock`],
  ['a part on its table', [CHECK, allow('dynamodb:PutItem', `${ARN}/stock`)], 'dynamodb:PutItem', `${ARN}/orders`],
  ['what is no action of IAM', [allow('dynamodb:TransactWriteItems', '*')], 'dynamodb:PutItem', `${ARN}/orders`],
])('who may not do %s may not do the transaction', async (_what, statements, action, resource) => {
  await expect(transact(statements)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`not authorized to perform: ${action} on resource: ${resource}`),
  });
});

test('a part can be allowed inside transactions alone', async () => {
  const operations = ['TransactWriteItems', 'TransactGetItems'];
  const Condition = { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': operations } };
  await expect(transact([{ ...PUT, Condition }, CHECK])).resolves.toBeDefined();
});

test('a part can be denied inside transactions alone', async () => {
  const Condition = { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } };
  await expect(transact([PUT, CHECK, { ...PUT, Effect: 'Deny', Condition }])).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  const client = stage.cloud.client(DynamoDBClient, `arn:aws:iam::000000000000:role/${stage.ref('Role')}`);
  const plain = new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'b' } } });
  await expect(stage.cloud.virtualClock().drive('put', () => client.send(plain))).resolves.toBeDefined();
});
