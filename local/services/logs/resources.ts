import type { ResourceType } from '../../cloudformation/resource-type';
import type { Groups } from './groups';

export function logGroupType(groups: Groups): ResourceType {
  return {
    type: 'AWS::Logs::LogGroup',
    properties: ['LogGroupName', 'RetentionInDays'],
    withoutEffect: { Tags: 'tags are not kept' },
    create: (properties, context) => {
      const name = (properties.LogGroupName as string | undefined) ?? context.physicalName(512);
      groups.createLogGroup({ logGroupName: name });
      const days = properties.RetentionInDays;
      if (days !== undefined) groups.putRetentionPolicy({ logGroupName: name, retentionInDays: Number(days) });
      return { ref: name, attributes: { Arn: `${groups.arn(name)}:*` } };
    },
  };
}
