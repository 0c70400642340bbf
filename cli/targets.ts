import { GetParameterCommand, GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { policyParameterName, policyPath } from '../functions/contract';
import type { Policy } from '../functions/policy';
import { parsePolicy } from '../functions/policy-schema';
import type { Healer } from './healer';
import { Refusal } from './refusal';

/** A target as it is registered. */
export interface Target {
  readonly targetId: string;
  /** @throws Refusal when the registered policy cannot be used */
  policy(): Policy;
}

/** All targets of the environment, by name. */
export async function allTargets({ ssm, environment }: Healer): Promise<Target[]> {
  const path = policyPath(environment);
  const found: Target[] = [];
  let token: string | undefined;
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({ Path: path, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    for (const { Name = '', Value } of page.Parameters ?? []) found.push(target(Name.slice(path.length + 1), Value));
    token = page.NextToken;
  } while (token !== undefined);
  return found.sort((a, b) => (a.targetId < b.targetId ? -1 : 1));
}

/** @throws Refusal naming the targets that there are */
export async function findTarget(healer: Healer, targetId: string): Promise<Target> {
  const Name = policyParameterName(healer.environment, targetId);
  try {
    const { Parameter } = await healer.ssm.send(new GetParameterCommand({ Name }));
    return target(targetId, Parameter?.Value);
  } catch (error) {
    if (!(error instanceof Error) || !/^(ParameterNotFound|ValidationException)$/.test(error.name)) throw error;
    const known = (await allTargets(healer)).map((one) => one.targetId).join(', ') || 'none';
    throw new Refusal(`There is no target "${targetId}" in ${healer.environment}; there are: ${known}.`, {
      cause: error,
    });
  }
}

const target = (targetId: string, value = ''): Target => ({
  targetId,
  policy() {
    try {
      return parsePolicy(value);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Refusal(`The policy of ${targetId} cannot be used, by the healer neither: ${why}`, { cause: error });
    }
  },
});
