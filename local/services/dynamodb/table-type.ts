import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import type { Platform } from '../../kernel/platform';
import type { Tables } from './tables';

const INDEXES_STAY = 'the engine, dynalite, does not change the indexes of a standing table';

export function tableType(tables: Tables, platform: Platform): ResourceType {
  return {
    type: 'AWS::DynamoDB::Table',
    properties: [
      'TableName',
      'AttributeDefinitions',
      'DeletionProtectionEnabled',
      'KeySchema',
      'GlobalSecondaryIndexes',
      'LocalSecondaryIndexes',
      'Tags',
    ],
    withoutEffect: {
      BillingMode: 'capacity is not limited here, so tables are always on demand',
      ProvisionedThroughput: 'capacity is not limited here',
      PointInTimeRecoverySpecification: 'tables live as long as the process; there is nothing to restore',
      SSESpecification: 'items are kept in memory only',
      TimeToLiveSpecification:
        'expired items are kept; AWS too may take days to delete them, so readers must check the attribute',
    },
    replacement: ['KeySchema', 'TableName'],
    unchangeable: {
      AttributeDefinitions: INDEXES_STAY,
      GlobalSecondaryIndexes: INDEXES_STAY,
      LocalSecondaryIndexes: INDEXES_STAY,
    },
    nameProperty: 'TableName',
    async create(properties, context) {
      const name = (properties.TableName as string | undefined) ?? context.physicalName(255);
      await tables.send('CreateTable', {
        TableName: name,
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        GlobalSecondaryIndexes: withoutThroughput(properties.GlobalSecondaryIndexes),
        LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
        BillingMode: 'PAY_PER_REQUEST',
      });
      tables.protect(name, isTrue(properties.DeletionProtectionEnabled));
      const Arn = `arn:aws:dynamodb:${platform.region}:${platform.account}:table/${name}`;
      await tag(tables, Arn, [], tagsOf(properties));
      return { ref: name, attributes: { Arn } };
    },
    async update(standing, properties) {
      tables.protect(standing.ref, isTrue(properties.DeletionProtectionEnabled));
      await tag(tables, String(standing.attributes.Arn), tagsOf(standing.properties), tagsOf(properties));
      return standing;
    },
    /** @throws ValidationException while the table is protected */
    delete: ({ ref }) =>
      unlessGone(['ResourceNotFoundException'], () => tables.send('DeleteTable', { TableName: ref })),
  };
}

interface TableTag {
  readonly Key: string;
  readonly Value: string;
}

const tagsOf = ({ Tags = [] }: Properties): readonly TableTag[] => Tags as readonly TableTag[];

async function tag(
  tables: Tables,
  ResourceArn: string,
  before: readonly TableTag[],
  Tags: readonly TableTag[],
): Promise<void> {
  const TagKeys = before.map(({ Key }) => Key).filter((key) => !Tags.some(({ Key }) => Key === key));
  if (TagKeys.length > 0) await tables.send('UntagResource', { ResourceArn, TagKeys });
  if (Tags.length > 0) await tables.send('TagResource', { ResourceArn, Tags });
}

/** Of an index, too; DynamoDB refuses it for a table on demand. */
function withoutThroughput(indexes: unknown): unknown {
  if (!Array.isArray(indexes)) return indexes;
  return indexes.map(({ ProvisionedThroughput: _, ...index }) => index);
}

/** Templates may write booleans as text. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';
