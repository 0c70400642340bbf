import type { Principal } from '../../local/kernel/credentials';

/** Whether one of the healer's functions makes the call, also where it does so in a target's role. */
export const isHealer = (principal: Principal): boolean =>
  principal.kind === 'role' && (principal.origin ?? principal.arn).includes('-healer-');
