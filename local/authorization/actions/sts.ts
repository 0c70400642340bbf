import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Needs } from './need';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
export const sts: Needs = {
  AssumeRole: ({ RoleArn = '', RoleSessionName = '', ExternalId }: AssumeRoleRequest) => [
    {
      action: 'sts:AssumeRole',
      resources: [RoleArn],
      context: {
        'sts:RoleSessionName': RoleSessionName,
        ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
      },
    },
  ],
  // Nobody needs a permission for it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  GetCallerIdentity: () => [],
};
