import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import type { Groups } from './groups';

export function logGroupType(groups: Groups): ResourceType {
  const retain = (name: string, { RetentionInDays: days }: Properties): void => {
    if (days === undefined) groups.deleteRetentionPolicy({ logGroupName: name });
    else groups.putRetentionPolicy({ logGroupName: name, retentionInDays: Number(days) });
  };
  return {
    type: 'AWS::Logs::LogGroup',
    properties: ['LogGroupName', 'RetentionInDays'],
    withoutEffect: { Tags: 'tags are not kept' },
    replacement: ['LogGroupName'],
    nameProperty: 'LogGroupName',
    create: (properties, context) => {
      const name = (properties.LogGroupName as string | undefined) ?? context.physicalName(512);
      groups.createLogGroup({ logGroupName: name });
      retain(name, properties);
      return { ref: name, attributes: { Arn: `${groups.arn(name)}:*` } };
    },
    update: (standing, properties) => {
      retain(standing.ref, properties);
      return standing;
    },
    delete: ({ ref }) => unlessGone(['ResourceNotFoundException'], () => groups.deleteLogGroup({ logGroupName: ref })),
  };
}
