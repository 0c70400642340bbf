import { ServiceError } from '../../kernel/errors';
import type { RandomStream } from '../../kernel/random';
import { functionNotFound, invalidParameter } from './errors';
import type { Alias, LambdaFunction, Routing } from './lambda-function';

/** Weights of an alias, if AWS would take them: at most one further version, published, with a share of 0 to 1. */
export function checkWeights(
  weights: Readonly<Record<string, number>>,
  primary: string,
  owner: LambdaFunction,
): Readonly<Record<string, number>> {
  const entries = Object.entries(weights);
  if (entries.length > 1)
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  for (const [version, weight] of entries) {
    if (!(weight >= 0 && weight <= 1))
      throw invalidParameter(`The weight ${weight} of version ${version} is not one of 0 to 1.`);
    if (primary === '$LATEST') {
      throw new ServiceError(
        'InvalidParameterValueException',
        '$LATEST is not supported for an alias pointing to more than 1 version',
      );
    }
    if (version === primary) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    const second = owner.versions.get(version);
    if (second === undefined) throw functionNotFound(`${owner.arn}:${version}`);
    if (second.settings.role !== owner.versions.get(primary)?.settings.role) {
      throw invalidParameter('Specified versions must be associated with the same execution role');
    }
  }
  return { ...weights };
}

/** The version that serves one request of an alias. Draws only when there is a choice, so that other histories stay as they are. */
export function routeAlias(alias: Alias, now: number, chance: RandomStream): string {
  const { functionVersion, weights } = routingAt(alias, now);
  for (const [version, weight] of Object.entries(weights)) {
    if (chance.next() < weight) return version;
  }
  return functionVersion;
}

/** Where an alias sends requests at a time (ms since the epoch): as before, until its last change has taken effect. */
export function routingAt({ before, functionVersion, weights }: Alias, time: number): Routing {
  return before !== undefined && time < before.until ? before : { functionVersion, weights };
}
