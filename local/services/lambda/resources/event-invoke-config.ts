import type { PutFunctionEventInvokeConfigRequest } from '@aws-sdk/client-lambda';
import type { Properties, ResourceType } from '../../../cloudformation/resource-type';
import { unlessGone } from '../../../cloudformation/unless-gone';
import { MISSING } from '../errors';
import type { EventInvokeConfigs } from '../event-invoke-config';

/** What is set for the asynchronous invocations of one qualifier of a function. */
export const eventInvokeConfigType = ({ operations }: EventInvokeConfigs): ResourceType => ({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
  replacement: ['FunctionName', 'Qualifier'],
  create(properties) {
    operations.PutFunctionEventInvokeConfig(requestOf(properties));
    return { ref: `${properties.FunctionName}|${properties.Qualifier}`, attributes: {} };
  },
  /** As a whole: what the template does not say is as usual again. */
  update(standing, properties) {
    operations.PutFunctionEventInvokeConfig(requestOf(properties));
    return standing;
  },
  delete({ properties }) {
    const { FunctionName, Qualifier } = requestOf(properties);
    return unlessGone(MISSING, () => operations.DeleteFunctionEventInvokeConfig({ FunctionName, Qualifier }));
  },
});

/** Templates may write numbers as text. */
function requestOf(properties: Properties): PutFunctionEventInvokeConfigRequest {
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries, ...given } = properties;
  return {
    ...(given as unknown as PutFunctionEventInvokeConfigRequest),
    ...(age !== undefined && { MaximumEventAgeInSeconds: Number(age) }),
    ...(retries !== undefined && { MaximumRetryAttempts: Number(retries) }),
  };
}
