import { INTRINSICS } from '../../local/cloudformation/intrinsics';
import type { ResourceType } from '../../local/cloudformation/resource-type';
import { REMOVAL_POLICIES, RESOURCE_KEYS, SECTIONS } from '../../local/cloudformation/template';
import { names, section, table } from './markdown';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const OF_AWS = [
  'Condition',
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::ForEach',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::GetStackOutput',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Length',
  'Fn::Not',
  'Fn::Or',
  'Fn::RefAll',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Fn::ToJsonString',
  'Fn::Transform',
  'Fn::ValueOf',
  'Fn::ValueOfAll',
  'Ref',
];

/** What a template may hold. */
export function templates(types: readonly ResourceType[]): string {
  const unlisted = INTRINSICS.filter((name) => !OF_AWS.includes(name));
  if (unlisted.length > 0) throw new Error(`Enter ${unlisted.join(', ')} in OF_AWS`);
  const parts = [
    ['sections', names(SECTIONS), 'any other'],
    ['attributes of a resource', names(RESOURCE_KEYS), 'any other'],
    ['tags of a stack', 'kept and shown, but not handed on to its resources', ''],
    ['removal policies', names(REMOVAL_POLICIES), 'any other'],
    ['intrinsic functions', names(INTRINSICS), names(OF_AWS.filter((name) => !INTRINSICS.includes(name)))],
  ];
  return section(
    'CloudFormation templates',
    table(['part', 'here', 'refused'], parts),
    ['### Resource types', ...[...types].sort((a, b) => (a.type < b.type ? -1 : 1)).map(resourceType)].join('\n\n'),
  );
}

function resourceType({ type, properties, replacement, withoutEffect = {}, unchangeable = {} }: ResourceType): string {
  const rows = [...properties]
    .sort()
    .map((property) => [
      `\`${property}\``,
      property in unchangeable
        ? `cannot change here: ${unchangeable[property]}`
        : replacement.includes(property)
          ? 'a change replaces the resource'
          : '',
    ]);
  const idle = Object.entries(withoutEffect).map(([property, why]) => [`\`${property}\``, `without effect: ${why}`]);
  return `#### ${type}\n\n${table(['property', ''], [...rows, ...idle])}`;
}
