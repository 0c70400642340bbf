import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import type { ResourceType } from '../../cloudformation/resource-type';
import type { Call } from '../../kernel/platform';
import type { Parameters } from './parameters';

const SETTINGS = ['AllowedPattern', 'DataType', 'Description', 'Tier', 'Type', 'Value'];

export function parameterType(parameters: Parameters, call: Call): ResourceType {
  return {
    type: 'AWS::SSM::Parameter',
    properties: ['Name', ...SETTINGS],
    withoutEffect: { Tags: 'tags are not kept' },
    create: (properties, context) => {
      const name = (properties.Name as string | undefined) ?? `CFN-${context.physicalName(200)}`;
      const given = SETTINGS.filter((setting) => properties[setting] !== undefined);
      const settings = Object.fromEntries(given.map((setting) => [setting, String(properties[setting])]));
      parameters.putParameter({ Name: name, ...settings } as PutParameterRequest, call);
      return { ref: name, attributes: { Type: settings.Type, Value: settings.Value } };
    },
  };
}
