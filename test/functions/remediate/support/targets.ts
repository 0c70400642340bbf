import type { TargetClients } from '../../../../functions/remediate/adapters/target-clients';

/** Every target is acted on by this client. */
export const actingBy = (client: unknown): TargetClients => (() => () => client) as TargetClients;
