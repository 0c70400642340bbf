import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform } from '../../kernel/platform';
import type { Engine } from './engine';

export function tableType(engine: Engine, platform: Platform): ResourceType {
  return {
    type: 'AWS::DynamoDB::Table',
    properties: ['TableName', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes'],
    withoutEffect: {
      BillingMode: 'capacity is not limited here, so tables are always on demand',
      PointInTimeRecoverySpecification: 'tables live as long as the process; there is nothing to restore',
      SSESpecification: 'items are kept in memory only',
      DeletionProtectionEnabled: 'stacks are not deleted here',
      TimeToLiveSpecification:
        'expired items are kept; AWS too may take days to delete them, so readers must check the attribute',
      Tags: 'nothing reads tags',
    },
    async create(properties, context) {
      const name = (properties.TableName as string | undefined) ?? context.physicalName(255);
      await engine.send('CreateTable', {
        TableName: name,
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
        BillingMode: 'PAY_PER_REQUEST',
      });
      return {
        ref: name,
        attributes: { Arn: `arn:aws:dynamodb:${platform.region}:${platform.account}:table/${name}` },
      };
    },
  };
}
