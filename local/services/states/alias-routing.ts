import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import type { RandomStream } from '../../kernel/random';
import { invalid, validation } from './errors';
import { machineOf, type Route, type VersionStore } from './version-store';

const MOST_ROUTES = 2;
const FULL = 100;

/**
 * One or two versions of one machine, whose weights add up to 100.
 * @throws ValidationException, ResourceNotFound for a version that is not there.
 */
export function checkedRouting(given: readonly RoutingConfigurationListItem[]): Route[] {
  const routes = given.map(({ stateMachineVersionArn = '', weight = 0 }) => ({
    versionArn: stateMachineVersionArn,
    weight,
  }));
  if (routes.length === 0)
    throw validation('[]', 'routingConfiguration', 'Member must have length greater than or equal to 1');
  if (routes.length > MOST_ROUTES)
    throw validation(asJava(routes), 'routingConfiguration', 'Member must have length less than or equal to 2');
  for (const [index, { weight }] of routes.entries()) checkWeight(weight, index);
  const arns = routes.map(({ versionArn }) => versionArn);
  if (arns.some((arn) => !isVersionArn(arn)))
    throw invalid(`Routing configuration must contain state machine version ARNs. Received: ${list(arns)}`);
  if (new Set(arns).size < arns.length)
    throw invalid(`Routing configuration must contain distinct state machine version ARNs. Received: ${list(arns)}`);
  if (new Set(arns.map(machineOf)).size > 1)
    throw invalid(`Routing configuration must contain versions of one state machine. Received: ${list(arns)}`);
  const weights = routes.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== FULL)
    throw invalid(`Sum of routing configuration weights must equal 100. Received: ${list(weights)}`);
  return routes;
}

/** The version that an execution goes to, by chance and weight. */
export function routed(routing: readonly Route[], chance: RandomStream): string {
  const [first, second] = routing;
  if (first === undefined) throw new Error('An alias without a route');
  if (second === undefined) return first.versionArn;
  return chance.next() * FULL < first.weight ? first.versionArn : second.versionArn;
}

export function missingVersion(routing: readonly Route[], versions: VersionStore): boolean {
  return routing.some(({ versionArn }) => versions.findVersion(versionArn) === undefined);
}

function checkWeight(weight: number, index: number): void {
  const member = `routingConfiguration.${index + 1}.member.weight`;
  if (weight > FULL) throw validation(String(weight), member, 'Member must have value less than or equal to 100');
  if (weight < 0) throw validation(String(weight), member, 'Member must have value greater than or equal to 0');
}

function isVersionArn(arn: string): boolean {
  return /^arn:[a-z-]+:states:[^:]+:\d{12}:stateMachine:[^:]+:\d+$/.test(arn);
}

const list = (values: readonly unknown[]): string => `[${values.join(', ')}]`;

/** How the service prints its own list. */
function asJava(routes: readonly Route[]): string {
  return list(
    routes.map(
      ({ versionArn, weight }) =>
        `RoutingConfigurationListItem(stateMachineVersionArn=${versionArn}, weight=${weight})`,
    ),
  );
}
