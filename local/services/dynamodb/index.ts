import type { ResourceType } from '../../cloudformation/resource-type';
import { NotEmulatedError } from '../../kernel/errors';
import type { Operation, Platform, Service } from '../../kernel/platform';
import { only } from '../support/only';
import { Engine } from './engine';
import { tableType } from './table-type';
import { Tables } from './tables';

/** What dynalite implements and we have tried through it. */
const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

/** Members that dynalite would drop without a word. */
const UNSUPPORTED = ['ReturnValuesOnConditionCheckFailure'] as const;

/** Members of the operations on tables that dynalite, or we, do something with; it would drop the others, too. */
const OF_TABLES: Readonly<Record<string, readonly string[]>> = {
  CreateTable: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'ProvisionedThroughput',
    'TableName',
    'Tags',
  ],
  UpdateTable: [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'ProvisionedThroughput',
    'TableName',
  ],
};

export interface DynamoDb {
  readonly service: Service;
  readonly resources: readonly ResourceType[];
  close(): Promise<void>;
}

/** DynamoDB. Input and output are DynamoDB's wire format, which is the SDK's low-level shape. */
export function createDynamoDb(platform: Platform): DynamoDb {
  const engine = new Engine();
  const tables = new Tables(engine);
  const forward =
    (operation: string): Operation =>
    (input) => {
      const ofTables = OF_TABLES[operation];
      if (ofTables !== undefined) only(operation, input, ofTables);
      for (const member of UNSUPPORTED) {
        const value = input[member];
        if (value !== undefined && value !== 'NONE') throw new NotEmulatedError(`dynamodb:${operation} with ${member}`);
      }
      // The engine tags a table that there is, and none that it makes.
      const { Tags: tags, ...others } = input;
      const given = operation === 'CreateTable' ? others : input;
      const answer = tables.send(operation, {
        ...given,
        ...(input.TableName === undefined ? {} : { TableName: tableName(input.TableName) }),
      });
      if (operation !== 'CreateTable' || tags === undefined || tags.length === 0) return answer;
      const ResourceArn = `arn:aws:dynamodb:${platform.region}:${platform.account}:table/${tableName(input.TableName)}`;
      return answer.then(async (made) => {
        await tables.send('TagResource', { ResourceArn, Tags: tags });
        return made;
      });
    };
  return {
    service: { name: 'dynamodb', operations: Object.fromEntries(OPERATIONS.map((name) => [name, forward(name)])) },
    resources: [tableType(tables, platform)],
    close: () => engine.close(),
  };
}

/** DynamoDB takes a table's ARN wherever it takes its name. */
function tableName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
}
