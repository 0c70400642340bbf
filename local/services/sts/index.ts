import type { Platform, Service } from '../../kernel/platform';

/** STS: who am I. */
export function createSts(platform: Platform): { readonly service: Service } {
  return {
    service: {
      name: 'sts',
      operations: {
        GetCallerIdentity: (_input, { principal }) => {
          const arn = principal.kind === 'service' ? principal.service : principal.arn;
          return { Account: platform.account, UserId: 'LOCAL', Arn: arn };
        },
      },
    },
  };
}
