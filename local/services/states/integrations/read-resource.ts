import { NotEmulatedError } from '../../../kernel/errors';
import { schemaFault } from '../definition/invalid';
import type { Integration } from './integration';
import { lambdaFunction, lambdaInvoke } from './lambda';
import { optimisedIntegration, sdkIntegration } from './service-call';

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;
const INTEGRATION_ARN =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:([a-z0-9-]+(?::[a-z0-9]+)?):([A-Za-z0-9]+)(\.[A-Za-z0-9.:]+)?$/;

/** What the Resource of a Task stands for. Refuses by name what is not emulated. */
export function readResource(resource: string, type: 'STANDARD' | 'EXPRESS', location: string): Integration {
  if (FUNCTION_ARN.test(resource)) return lambdaFunction(resource);
  const [, service = '', action = '', pattern] = INTEGRATION_ARN.exec(resource) ?? [];
  if (service === '') throw notEmulated(resource, location);
  if (pattern !== undefined) {
    if (type === 'EXPRESS')
      throw schemaFault(`Express state machine does not support '${pattern}' service integration`, location);
    throw new NotEmulatedError(`the pattern ${pattern} of the integration ${resource} at ${location}`);
  }
  const found = service.startsWith('aws-sdk:')
    ? sdkIntegration(service.slice('aws-sdk:'.length), action)
    : service === 'lambda' && action === 'invoke'
      ? lambdaInvoke
      : optimisedIntegration(service, action);
  if (found === undefined) throw notEmulated(resource, location);
  return found;
}

function notEmulated(resource: string, location: string): NotEmulatedError {
  return new NotEmulatedError(`the resource ${resource} at ${location}`);
}
