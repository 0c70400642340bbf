import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import type { CreatedResource, Properties, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import type { Call } from '../../kernel/platform';
import type { Tags } from '../support/tags';
import type { Parameters } from './parameters';

const SETTINGS = ['AllowedPattern', 'DataType', 'Description', 'Tier', 'Type', 'Value'];

export function parameterType(parameters: Parameters, call: Call): ResourceType {
  const put = (name: string, properties: Properties, Overwrite: boolean): CreatedResource => {
    const given = SETTINGS.filter((setting) => properties[setting] !== undefined);
    const settings = Object.fromEntries(given.map((setting) => [setting, String(properties[setting])]));
    parameters.putParameter({ Name: name, Overwrite, ...settings } as PutParameterRequest, call);
    // In a template they are a map.
    parameters.tags.put(name, { ...(properties.Tags as Tags | undefined) });
    return { ref: name, attributes: { Type: settings.Type, Value: settings.Value } };
  };
  return {
    type: 'AWS::SSM::Parameter',
    properties: ['Name', 'Tags', ...SETTINGS],
    replacement: ['Name'],
    nameProperty: 'Name',
    create: (properties, context) => {
      const name =
        (properties.Name as string | undefined) ??
        `CFN-${context.physicalName(200).slice(context.stackName.length + 1)}`;
      return put(name, properties, false);
    },
    update: ({ ref }, properties) => put(ref, properties, true),
    delete: ({ ref }) => unlessGone(['ParameterNotFound'], () => parameters.deleteParameter({ Name: ref })),
  };
}
