/** Names of the services of a fleet, which are their target ids too: `service-01`, ... */
export const fleetServices = (size: number): string[] =>
  Array.from({ length: size }, (_, index) => `service-${String(index + 1).padStart(2, '0')}`);
