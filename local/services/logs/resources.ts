import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import { type Tag, tagsFrom } from '../support/tags';
import type { Groups } from './groups';

export function logGroupType(groups: Groups): ResourceType {
  const retain = (name: string, { RetentionInDays: days }: Properties): void => {
    if (days === undefined) groups.deleteRetentionPolicy({ logGroupName: name });
    else groups.putRetentionPolicy({ logGroupName: name, retentionInDays: Number(days) });
  };
  const tag = (name: string, { Tags: tags }: Properties): void =>
    groups.setTags(name, tagsFrom(tags as Tag[] | undefined));
  return {
    type: 'AWS::Logs::LogGroup',
    properties: ['LogGroupName', 'RetentionInDays', 'Tags'],
    replacement: ['LogGroupName'],
    nameProperty: 'LogGroupName',
    create: (properties, context) => {
      const name = (properties.LogGroupName as string | undefined) ?? context.physicalName(512);
      groups.createLogGroup({ logGroupName: name });
      retain(name, properties);
      tag(name, properties);
      return { ref: name, attributes: { Arn: `${groups.arn(name)}:*` } };
    },
    update: (standing, properties) => {
      retain(standing.ref, properties);
      tag(standing.ref, properties);
      return standing;
    },
    delete: ({ ref }) => unlessGone(['ResourceNotFoundException'], () => groups.deleteLogGroup({ logGroupName: ref })),
  };
}
