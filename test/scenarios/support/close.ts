import type { Cloud } from '../../../local/cloud';

/**
 * Closes a cloud on which nobody was denied anything: what a role lacks must not go unnoticed because the scenario came
 * to a good end without it.
 * @param meant part of the resources that the scenario itself has locked
 * @throws Error with the denials
 */
export async function closeUndenied(cloud: Cloud, meant?: string): Promise<void> {
  const denials = cloud.denials().filter(({ resource }) => meant === undefined || !resource.includes(meant));
  await cloud.close();
  if (denials.length === 0) return;
  const lines = denials.map(({ by, action, resource, reason }) => `${by} ${action} ${resource} ${reason}`);
  throw new Error(`Not allowed:\n${lines.join('\n')}`);
}
