import type { ResourceType } from '../../../cloudformation/resource-type';
import { aliasOperations } from '../aliases';
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
  create(properties) {
    const { RoutingConfig, ...given } = properties as unknown as AliasProperties;
    const weights = RoutingConfig?.AdditionalVersionWeights.map(({ FunctionVersion, FunctionWeight }) => [
      FunctionVersion,
      Number(FunctionWeight),
    ]);
    const alias = aliasOperations(store).CreateAlias({
      ...given,
      ...(weights === undefined ? {} : { RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) } }),
    });
    return { ref: alias.AliasArn ?? '', attributes: { AliasArn: alias.AliasArn } };
  },
});
