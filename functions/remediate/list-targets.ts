import { policyParameters } from './adapters/policies';
import { onAws } from './on-aws';
import type { Ports } from './ports';

export interface ListTargetsOutput {
  readonly targets: readonly { readonly targetId: string }[];
}

/** Names all targets. Their policies are read one by one later, so that a malformed one does not hide the others. */
export function makeHandler({ policies }: Pick<Ports, 'policies'>) {
  return async (): Promise<ListTargetsOutput> => ({
    targets: (await policies.targetIds()).map((targetId) => ({ targetId })),
  });
}

export const handler = onAws<unknown, ListTargetsOutput>((environment) =>
  makeHandler({ policies: policyParameters(environment.policyPath) }),
);
