import type { ResourceType } from '../../cloudformation/resource-type';

/** What the CDK adds to its templates to tell AWS which constructs they are made of. Nothing is told to anybody here. */
export const cdkMetadata: ResourceType = {
  type: 'AWS::CDK::Metadata',
  properties: [],
  withoutEffect: { Analytics: 'nobody here counts constructs' },
  replacement: [],
  create: (_, context) => ({ ref: context.physicalName(), attributes: {} }),
  update: (standing) => standing,
  delete: () => {},
};
