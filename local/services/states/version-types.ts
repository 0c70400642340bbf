import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import type { Properties, ResourceType } from '../../cloudformation/resource-type';
import type { Aliases } from './aliases';
import type { Versions } from './versions';

export function stateMachineVersionType(versions: Versions): ResourceType {
  return {
    type: 'AWS::StepFunctions::StateMachineVersion',
    properties: ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
    replacement: ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
    create(properties) {
      const { StateMachineArn, StateMachineRevisionId, Description } = properties as {
        readonly StateMachineArn: string;
        readonly StateMachineRevisionId?: string;
        readonly Description?: string;
      };
      const { stateMachineVersionArn: arn = '' } = versions.publishStateMachineVersion({
        stateMachineArn: StateMachineArn,
        ...(StateMachineRevisionId !== undefined && { revisionId: StateMachineRevisionId }),
        ...(Description !== undefined && { description: Description }),
      });
      return { ref: arn, attributes: { Arn: arn } };
    },
    delete: ({ ref }) => versions.deleteStateMachineVersion({ stateMachineVersionArn: ref }),
  };
}

/** A DeploymentPreference shifts weights step by step, watched by alarms: refused, as are all properties that are not listed. */
export function stateMachineAliasType(aliases: Aliases): ResourceType {
  return {
    type: 'AWS::StepFunctions::StateMachineAlias',
    properties: ['Description', 'Name', 'RoutingConfiguration'],
    replacement: ['Name'],
    nameProperty: 'Name',
    create(properties, context) {
      const name = (properties.Name as string | undefined) ?? context.physicalName(80);
      const { stateMachineAliasArn: arn = '' } = aliases.createStateMachineAlias({ name, ...settingsOf(properties) });
      return { ref: arn, attributes: { Arn: arn } };
    },
    update(standing, properties) {
      aliases.updateStateMachineAlias({
        stateMachineAliasArn: standing.ref,
        description: '',
        ...settingsOf(properties),
      });
      return { ref: standing.ref, attributes: standing.attributes };
    },
    delete: ({ ref }) => aliases.deleteStateMachineAlias({ stateMachineAliasArn: ref }),
  };
}

function settingsOf({ Description, RoutingConfiguration }: Properties) {
  const routes = (RoutingConfiguration ?? []) as ReadonlyArray<{
    readonly StateMachineVersionArn: string;
    readonly Weight: number | string;
  }>;
  const routingConfiguration: RoutingConfigurationListItem[] = routes.map(({ StateMachineVersionArn, Weight }) => ({
    stateMachineVersionArn: StateMachineVersionArn,
    // Templates may write numbers as text.
    weight: Number(Weight),
  }));
  return { ...(Description !== undefined && { description: String(Description) }), routingConfiguration };
}
