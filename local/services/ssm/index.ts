import type { ResourceType } from '../../cloudformation/resource-type';
import type { Call, Platform, Service } from '../../kernel/platform';
import { parameterType } from './parameter-type';
import { Parameters } from './parameters';

/** Every CDK template asks for this parameter, by which a real account shows that it is bootstrapped. */
const BOOTSTRAP_VERSION = { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' } as const;

/** Systems Manager's parameter store. */
export function createSsm(platform: Platform): { readonly service: Service; readonly resources: ResourceType[] } {
  const parameters = new Parameters(platform);
  const deployment: Call = {
    principal: { kind: 'service', service: 'cloudformation.amazonaws.com' },
    requestId: 'cloudformation',
  };
  parameters.putParameter(BOOTSTRAP_VERSION, deployment);
  return {
    service: {
      name: 'ssm',
      operations: {
        ...parameters.tags.operations,
        DeleteParameter: (input) => parameters.deleteParameter(input),
        DeleteParameters: (input) => parameters.deleteParameters(input),
        DescribeParameters: (input) => parameters.describeParameters(input),
        GetParameter: (input) => parameters.getParameter(input),
        GetParameterHistory: (input) => parameters.getParameterHistory(input),
        GetParameters: (input) => parameters.getParameters(input),
        GetParametersByPath: (input) => parameters.getParametersByPath(input),
        PutParameter: (input, call) => parameters.putParameter(input, call),
      },
    },
    resources: [parameterType(parameters, deployment)],
  };
}
