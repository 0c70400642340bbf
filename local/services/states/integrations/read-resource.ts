import { NotEmulatedError } from '../../../kernel/errors';
import { schemaFault } from '../definition/invalid';
import { activity } from './activity';
import { type Integration, waitingForToken } from './integration';
import { lambdaFunction, lambdaInvoke } from './lambda';
import { nestedExecution } from './nested-execution';
import { isOptimised, optimisedIntegration, sdkIntegration } from './service-call';

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;
const ACTIVITY_ARN = /^arn:aws[a-z-]*:states:[^:]*:[^:]*:activity:/;
const INTEGRATION_ARN =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:([a-z0-9-]+(?::[a-z0-9]+)?):([A-Za-z0-9]+)(\.[A-Za-z0-9.:]+)?$/;

/** Optimised integrations that only request and respond. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const WITHOUT_TOKENS = ['dynamodb'];

/** What the Resource of a Task stands for. Refuses by name what is not emulated. */
export function readResource(resource: string, type: 'STANDARD' | 'EXPRESS', location: string): Integration {
  if (FUNCTION_ARN.test(resource)) return lambdaFunction(resource);
  if (ACTIVITY_ARN.test(resource)) {
    if (type === 'EXPRESS') throw schemaFault('Express state machine does not support Activity ARN', location);
    return activity(resource);
  }
  const [, service = '', action = '', pattern] = INTEGRATION_ARN.exec(resource) ?? [];
  if (service === '') throw schemaFault(notRecognized(resource), location);
  // Recorded on AWS: a second blank follows the name of this pattern.
  const blank = pattern === '.waitForTaskToken' ? ' ' : '';
  if (pattern !== undefined && type === 'EXPRESS')
    throw schemaFault(`Express state machine does not support '${pattern}' service integration${blank}`, location);
  const found = find(service, action);
  if (found === undefined) {
    throw isKnown(service) ? schemaFault(notRecognized(resource), location) : notEmulated(resource, location);
  }
  switch (pattern) {
    case undefined:
      return found;
    case '.waitForTaskToken':
      if (WITHOUT_TOKENS.includes(service)) throw schemaFault(notRecognized(resource), location);
      return waitingForToken(found);
    case '.sync':
    case '.sync:2':
      if (service === 'states') return nestedExecution(found, pattern);
      throw schemaFault(notRecognized(resource), location);
    default:
      throw new NotEmulatedError(`the pattern ${pattern} of the integration ${resource} at ${location}`);
  }
}

/** Services of which we know all that AWS has optimised. */
function isKnown(service: string): boolean {
  return service === 'lambda' || isOptimised(service);
}

function find(service: string, action: string): Integration | undefined {
  if (service.startsWith('aws-sdk:')) return sdkIntegration(service.slice('aws-sdk:'.length), action);
  return service === 'lambda' && action === 'invoke' ? lambdaInvoke : optimisedIntegration(service, action);
}

function notRecognized(resource: string): string {
  return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

function notEmulated(resource: string, location: string): NotEmulatedError {
  return new NotEmulatedError(`the resource ${resource} at ${location}`);
}
