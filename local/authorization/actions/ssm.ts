import type { GetParameterRequest, GetParametersByPathRequest, GetParametersRequest } from '@aws-sdk/client-ssm';
import { type Home, type Needs, type NeedsOf, on, onAll } from './need';

const onParameter =
  (action: string): NeedsOf =>
  ({ Name }: GetParameterRequest, home) =>
    on(`ssm:${action}`, arnOf(Name ?? '', home));

const onTagged =
  (action: string): NeedsOf =>
  ({ ResourceId }: { readonly ResourceId?: string }, home) =>
    on(`ssm:${action}`, arnOf(ResourceId ?? '', home));

/** A parameter goes by name, by name and version, or by ARN; its ARN has one slash, whether its name begins with one or not. */
function arnOf(selector: string, { region, account }: Home): string {
  if (selector.startsWith('arn:')) return selector;
  const [name = ''] = selector.split(':');
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const ssm: Needs = {
  AddTagsToResource: onTagged('AddTagsToResource'),
  ListTagsForResource: onTagged('ListTagsForResource'),
  RemoveTagsFromResource: onTagged('RemoveTagsFromResource'),
  DeleteParameter: onParameter('DeleteParameter'),
  DeleteParameters: ({ Names = [] }: GetParametersRequest, home) =>
    on('ssm:DeleteParameters', ...Names.map((name) => arnOf(name, home))),
  DescribeParameters: onAll('ssm:DescribeParameters'),
  GetParameter: onParameter('GetParameter'),
  GetParameterHistory: onParameter('GetParameterHistory'),
  GetParameters: ({ Names = [] }: GetParametersRequest, home) =>
    on('ssm:GetParameters', ...Names.map((name) => arnOf(name, home))),
  // The path itself, not the parameters below it.
  GetParametersByPath: ({ Path = '' }: GetParametersByPathRequest, home) =>
    on('ssm:GetParametersByPath', arnOf(Path.replace(/(.)\/$/, '$1'), home)),
  PutParameter: onParameter('PutParameter'),
};
