import { changedProperties } from '../../../cloudformation/property-changes';
import type { Properties, ResourceType } from '../../../cloudformation/resource-type';
import { unlessGone } from '../../../cloudformation/unless-gone';
import { aliasOperations } from '../aliases';
import { MISSING } from '../errors';
import type { FunctionStore } from '../store';

interface AliasProperties {
  readonly FunctionName: string;
  readonly FunctionVersion: string;
  readonly Name: string;
  readonly Description?: string;
  /** A list here, a map in the API. */
  readonly RoutingConfig?: {
    readonly AdditionalVersionWeights: ReadonlyArray<{
      readonly FunctionVersion: string;
      readonly FunctionWeight: number;
    }>;
  };
}

export const aliasType = (store: FunctionStore): ResourceType => ({
  type: 'AWS::Lambda::Alias',
  properties: ['Description', 'FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig'],
  replacement: ['FunctionName', 'Name'],
  create(properties) {
    const { RoutingConfig, ...given } = read(properties);
    const alias = aliasOperations(store).CreateAlias({
      ...given,
      ...(RoutingConfig !== undefined && { RoutingConfig: weightsOf(RoutingConfig) }),
    });
    return { ref: alias.AliasArn ?? '', attributes: { AliasArn: alias.AliasArn } };
  },
  /** Sends only what changed in the template: weights that somebody shifted by hand stay, as with UpdateAlias. */
  update(standing, properties) {
    const changed = new Set(changedProperties(standing.properties, properties));
    const { FunctionName, Name, FunctionVersion, Description = '', RoutingConfig } = read(properties);
    aliasOperations(store).UpdateAlias({
      FunctionName,
      Name,
      ...(changed.has('FunctionVersion') && { FunctionVersion }),
      ...(changed.has('Description') && { Description }),
      ...(changed.has('RoutingConfig') && { RoutingConfig: weightsOf(RoutingConfig) }),
    });
    return standing;
  },
  delete({ properties }) {
    const { FunctionName, Name } = read(properties);
    return unlessGone(MISSING, () => aliasOperations(store).DeleteAlias({ FunctionName, Name }));
  },
});

const read = (properties: Properties): AliasProperties => properties as unknown as AliasProperties;

function weightsOf(routing: AliasProperties['RoutingConfig']): { AdditionalVersionWeights: Record<string, number> } {
  const weights = (routing?.AdditionalVersionWeights ?? []).map(
    ({ FunctionVersion, FunctionWeight }) => [FunctionVersion, Number(FunctionWeight)] as const,
  );
  return { AdditionalVersionWeights: Object.fromEntries(weights) };
}
